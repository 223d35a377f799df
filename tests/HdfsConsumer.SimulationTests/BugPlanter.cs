using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace HdfsConsumer.SimulationTests;

/// <summary>
/// Puts bugs into a source text beside what they replace: each body that a bug changes becomes one that asks first whether the bug is awake, and is otherwise as it
/// was. What bugs have that the source has not, methods of their own, is added.
/// </summary>
internal sealed class BugPlanter(string clean, CSharpParseOptions options)
{
    private readonly Dictionary<string, Member> _members = Members(clean, options);
    private readonly Dictionary<string, List<(int Bug, Member Buggy)>> _changes = [];

    /// <summary>Takes in a bug.</summary>
    /// <param name="bug">Its number.</param>
    /// <param name="buggy">The source text with nothing but this bug in it.</param>
    /// <exception cref="InvalidOperationException">It changes no body.</exception>
    public void Plant(int bug, string buggy)
    {
        var isPlanted = false;
        foreach (var (name, member) in Members(buggy, options))
        {
            if (!_members.TryGetValue(name, out var original) || original.Body != member.Body)
            {
                _changes.TryAdd(name, []);
                _changes[name].Add((bug, member));
                isPlanted = true;
            }
        }

        if (!isPlanted)
        {
            throw new InvalidOperationException($"Bug {bug} changes nothing in a method or property:\n{buggy}");
        }
    }

    /// <summary>The source text with all bugs in it.</summary>
    public string ToText()
    {
        var text = clean;
        foreach (var (name, bugs) in _changes.OrderByDescending(change => Place(change.Key)))
        {
            var place = Place(name);
            text = _members.TryGetValue(name, out var member)
                ? text[..place.Start] + Merge(member, bugs) + text[place.End..]
                : text[..place.Start] + bugs.Single().Buggy.Text + text[place.End..];
        }

        return text;
    }

    private static string Merge(Member member, List<(int Bug, Member Buggy)> bugs)
    {
        var asked = string.Concat(bugs.Select(change => $"if ({typeof(SleepingBug)}.{nameof(SleepingBug.IsAwake)}({change.Bug})) {{ {change.Buggy.Body} {change.Buggy.End} }} "));
        var body = $"{{ {asked}{member.Body} }}";
        return member.IsProperty ? $"{{ get {body} }}" : body;
    }

    /// <summary>Where a body is, or in the type's last place for one that is not there.</summary>
    private (int Start, int End) Place(string name) => _members.TryGetValue(name, out var member)
        ? (member.Span.Start, member.Span.End)
        : _members.Values.Where(other => other.Type == name.Split(' ')[0]).Select(other => (other.TypeEnd, other.TypeEnd)).First();

    private static Dictionary<string, Member> Members(string text, CSharpParseOptions options) => CSharpSyntaxTree.ParseText(text, options).GetRoot().DescendantNodes()
        .Select(Read)
        .OfType<Member>()
        .ToDictionary(member => member.Name);

    /// <summary>What has a body that a bug may be in: a method, a constructor, an operator, an accessor, or a property that is one expression.</summary>
    private static Member? Read(SyntaxNode node) => node switch
    {
        BaseMethodDeclarationSyntax { Body: { } body } method => new Member(method, Signature(method), body, IsVoid(method)),
        BaseMethodDeclarationSyntax { ExpressionBody: { } arrow } method => new Member(method, Signature(method), arrow, IsVoid(method)),
        AccessorDeclarationSyntax { Body: { } body } accessor => new Member(accessor, Signature(accessor), body, !accessor.IsKind(SyntaxKind.GetAccessorDeclaration)),
        AccessorDeclarationSyntax { ExpressionBody: { } arrow } accessor => new Member(accessor, Signature(accessor), arrow, !accessor.IsKind(SyntaxKind.GetAccessorDeclaration)),
        PropertyDeclarationSyntax { ExpressionBody: { } arrow } property => new Member(property, property.Identifier.Text, arrow, isVoid: false),
        _ => null,
    };

    private static string Signature(BaseMethodDeclarationSyntax method) => method switch
    {
        MethodDeclarationSyntax named => $"{named.ExplicitInterfaceSpecifier}{named.Identifier}{named.TypeParameterList}{named.ParameterList}",
        _ => $"{method.Kind()}{method.ParameterList}",
    };

    private static string Signature(AccessorDeclarationSyntax accessor) => accessor.Parent!.Parent switch
    {
        PropertyDeclarationSyntax property => $"{property.Identifier}.{accessor.Keyword}",
        var other => $"{other!.Kind()}.{accessor.Keyword}",
    };

    private static bool IsVoid(BaseMethodDeclarationSyntax method) =>
        method is ConstructorDeclarationSyntax or MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } };

    /// <summary>A body, and how it is called.</summary>
    private sealed class Member
    {
        public Member(SyntaxNode node, string signature, BlockSyntax body, bool isVoid)
            : this(node, signature, body.Span, body.ToString())
        {
            End = body.DescendantNodes().OfType<YieldStatementSyntax>().Any() ? "yield break;" : isVoid ? "return;" : "";
        }

        public Member(SyntaxNode node, string signature, ArrowExpressionClauseSyntax arrow, bool isVoid)
            : this(node, signature, TextSpan.FromBounds(arrow.SpanStart, node.Span.End), "")
        {
            IsProperty = node is PropertyDeclarationSyntax;
            End = isVoid ? "return;" : "";
            Body = (isVoid, arrow.Expression) switch
            {
                (_, ThrowExpressionSyntax thrown) => $"{{ {thrown}; }}",
                (true, var expression) => $"{{ {expression}; }}",
                (false, var expression) => $"{{ return {expression}; }}",
            };
        }

        private Member(SyntaxNode node, string signature, TextSpan span, string body)
        {
            var type = node.Ancestors().OfType<TypeDeclarationSyntax>().First();
            (Type, TypeEnd) = (type.Identifier.Text, type.CloseBraceToken.SpanStart);
            (Name, Span, Body, Text) = ($"{Type} {signature}", span, body, node.ToFullString());
        }

        /// <summary>The type that it is in, a space, and what tells it from others there.</summary>
        public string Name { get; }

        /// <summary>The name of the type that it is in.</summary>
        public string Type { get; }

        /// <summary>Where that type ends.</summary>
        public int TypeEnd { get; }

        /// <summary>Where the body is, with the arrow and the semicolon of one that is an expression.</summary>
        public TextSpan Span { get; }

        /// <summary>The body, as statements in braces.</summary>
        public string Body { get; }

        /// <summary>What stands behind such a body, so that nothing else of the same member runs.</summary>
        public string End { get; } = "";

        /// <summary>All of it, for one that is added.</summary>
        public string Text { get; }

        /// <summary>Whether it is a property without accessors.</summary>
        public bool IsProperty { get; }
    }
}
