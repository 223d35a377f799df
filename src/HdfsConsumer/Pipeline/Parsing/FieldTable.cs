using System.Text;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>
/// The members of a record that somebody needs to know, each with a slot. Filled while a pipeline is put together; the parser then
/// finds all of them in one pass.
/// </summary>
internal sealed class FieldTable
{
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count => _slots.Count;

    /// <summary>The root of their names.</summary>
    public FieldNode Root { get; } = new([]);

    /// <summary>The slot of a member.</summary>
    /// <param name="path">Its name; of a member within members, the names with dots between them: <c>user.id</c>.</param>
    public int SlotOf(string path)
    {
        if (!_slots.TryGetValue(path, out var slot))
        {
            slot = _slots.Count;
            _slots.Add(path, slot);
            path.Split('.').Aggregate(Root, (node, name) => node.ChildFor(Encoding.UTF8.GetBytes(name))).Slot = slot;
        }

        return slot;
    }
}

/// <summary>A name that members may have, and what is known of it.</summary>
/// <param name="name">The name in UTF-8.</param>
internal sealed class FieldNode(byte[] name)
{
    private FieldNode[] _children = [];
    private int _likely;

    /// <summary>A bit for each length that a child's name has; the last one for all that are longer.</summary>
    private ulong _lengths;

    /// <summary>The member's slot, -1 when only members within it have one.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>The child of a name, made if there is none.</summary>
    public FieldNode ChildFor(byte[] childName)
    {
        var child = Array.Find(_children, known => known.Is(childName));
        if (child is null)
        {
            child = new FieldNode(childName);
            _children = [.. _children, child];
            _lengths |= BitOf(childName.Length);
        }

        return child;
    }

    /// <summary>The child of a name as JSON has it; null for names that nobody needs.</summary>
    /// <param name="raw">What is between its quotes.</param>
    /// <param name="isEscaped">Whether there are escapes in it.</param>
    public FieldNode? Match(ReadOnlySpan<byte> raw, bool isEscaped)
    {
        var childName = raw;
        if (isEscaped)
        {
            if (!EscapedText.TryRead(raw, out var text))
            {
                return null;
            }

            childName = Encoding.UTF8.GetBytes(text);
        }

        if ((_lengths & BitOf(childName.Length)) == 0)
        {
            return null;
        }

        // Records of a topic have their members in the same order, so the next one is likely the one after the last.
        for (var i = 0; i < _children.Length; i++)
        {
            var at = _likely + i < _children.Length ? _likely + i : _likely + i - _children.Length;
            if (_children[at].Is(childName))
            {
                _likely = at + 1 < _children.Length ? at + 1 : 0;
                return _children[at];
            }
        }

        return null;
    }

    /// <summary>Forgets what was found below this node: the member came a second time, and the last counts.</summary>
    public void ClearBelow(Span<JsonSlice> slices)
    {
        if (_children.Length > 0)
        {
            ClearChildren(slices);
        }
    }

    private void ClearChildren(Span<JsonSlice> slices)
    {
        foreach (var child in _children)
        {
            if (child.Slot >= 0)
            {
                slices[child.Slot] = default;
            }

            child.ClearBelow(slices);
        }
    }

    private static ulong BitOf(int length) => 1UL << Math.Min(length, 63);

    private bool Is(ReadOnlySpan<byte> other) => other.SequenceEqual(name);
}
