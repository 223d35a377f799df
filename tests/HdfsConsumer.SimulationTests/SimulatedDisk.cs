using HdfsConsumer.Storing;

namespace HdfsConsumer.SimulationTests;

/// <summary>The process that took the step is gone, or the power is.</summary>
internal sealed class CrashException : Exception;

/// <summary>A disk that does not do what it says.</summary>
internal enum DiskLie
{
    /// <summary>It does.</summary>
    None,

    /// <summary>A sync of a file does nothing.</summary>
    ContentsAreNotSynced,

    /// <summary>A sync of a folder does nothing.</summary>
    NamesAreNotSynced,

    /// <summary>Everyone gets every lock.</summary>
    LocksAreShared,
}

/// <summary>
/// A disk in memory that keeps apart what is visible and what would survive a power loss. Unsynced writes survive one
/// wholly, torn or not at all, in any combination; so do unsynced names, where the ones that build on a lost one are lost too.
/// </summary>
internal sealed class SimulatedDisk(Random random)
{
    private readonly Dictionary<string, Inode> _files = [];
    private readonly HashSet<string> _folders = [];
    private readonly List<DiskView> _views = [];
    private readonly List<NameChange> _unsyncedNames = [];
    private Dictionary<string, Inode> _durableFiles = [];
    private HashSet<string> _durableFolders = [];

    /// <summary>Failed write-backs on the whole disk; every process is told once of those since it started.</summary>
    private int _writeBackErrors;

    /// <summary>Is called before each step that changes something; may throw, or let others run.</summary>
    public Action<DiskView> BeforeStep { get; set; } = _ => { };

    /// <summary>Whether writes that make a file longer fail.</summary>
    public bool IsFull { get; set; }

    /// <summary>What this disk pretends to do, to show that the simulation finds out.</summary>
    public DiskLie Lie { get; set; }

    /// <summary>Is told of every step, for whoever follows a history.</summary>
    public Action<string>? Trace { get; set; }

    /// <summary>Decides whether a sync fails.</summary>
    public Func<bool> SyncFails { get; set; } = () => false;

    /// <summary>Decides whether a write fails, with a part of it written.</summary>
    public Func<bool> WriteFails { get; set; } = () => false;

    /// <summary>Steps taken so far.</summary>
    public long Steps { get; private set; }

    /// <summary>A folder that was there from the beginning.</summary>
    public void AddDurableFolder(string path)
    {
        _folders.Add(path);
        _durableFolders.Add(path);
    }

    /// <summary>The disk as one process sees it.</summary>
    public DiskView View()
    {
        var view = new DiskView(this);
        _views.Add(view);
        return view;
    }

    /// <summary>The files as a reader would see them now.</summary>
    public IEnumerable<(string Path, byte[] Bytes)> Files() =>
        _files.Select(file => (file.Key, file.Value.Bytes.AsSpan(0, file.Value.Length).ToArray()));

    /// <summary>The files as they would be if nothing that is unsynced survived.</summary>
    public IEnumerable<(string Path, byte[] Bytes)> DurableFiles() => _durableFiles
        .Where(file => _durableFolders.Contains(Path.GetDirectoryName(file.Key)!))
        .Select(file => (file.Key, file.Value.DurableBytes.AsSpan(0, file.Value.DurableLength).ToArray()));

    /// <summary>The power goes, and every process with it, and comes back.</summary>
    public void LosePower()
    {
        Trace?.Invoke("power lost");
        _views.ForEach(view => view.Die());
        var lostNames = new HashSet<string>();
        foreach (var change in _unsyncedNames)
        {
            if (random.Next(2) == 0 || change.Names.Any(lostNames.Contains) || lostNames.Contains(change.Folder))
            {
                lostNames.UnionWith(change.Names);
            }
            else
            {
                change.Apply(_durableFiles, _durableFolders);
            }
        }

        _unsyncedNames.Clear();
        _folders.Clear();
        _files.Clear();
        _folders.UnionWith(_durableFolders.Where(IsReachable));
        foreach (var (path, inode) in _durableFiles.Where(file => _folders.Contains(Path.GetDirectoryName(file.Key)!)))
        {
            inode.LosePower(random);
            _files.Add(path, inode);
        }

        _durableFiles = new Dictionary<string, Inode>(_files);
        _durableFolders = [.. _folders];
    }

    private Random Random => random;

    private bool RandomBit() => random.Next(2) == 0;

    private bool IsReachable(string folder)
    {
        for (var parent = folder; parent.Length > SimulatedLanding.BasePath.Length; parent = Path.GetDirectoryName(parent)!)
        {
            if (!_durableFolders.Contains(parent))
            {
                return false;
            }
        }

        return true;
    }

    private void ChangeNames(NameChange change)
    {
        change.Apply(_files, _folders);
        _unsyncedNames.Add(change);
    }

    private void SyncNames(string folder)
    {
        foreach (var change in _unsyncedNames.Where(change => change.Folder == folder))
        {
            change.Apply(_durableFiles, _durableFolders);
        }

        _unsyncedNames.RemoveAll(change => change.Folder == folder);
    }

    /// <summary>One change of names in one folder, which happens as a whole or not at all.</summary>
    private sealed record NameChange(string Folder, string[] Names, Action<Dictionary<string, Inode>, HashSet<string>> Apply);

    /// <summary>A file's contents, visible and durable.</summary>
    private sealed class Inode
    {
        private readonly List<(long Offset, byte[]? Bytes)> _unsynced = [];

        public byte[] Bytes { get; private set; } = [];

        public int Length { get; private set; }

        public byte[] DurableBytes { get; private set; } = [];

        public int DurableLength { get; private set; }

        /// <summary>Rises when a write-back failed; every handle that was open then is told once.</summary>
        public int WriteBackErrors { get; private set; }

        public DiskFile? ExclusiveHolder { get; set; }

        public HashSet<DiskFile> SharedHolders { get; } = [];

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            (Bytes, Length) = Written(Bytes, Length, offset, bytes);
            _unsynced.Add((offset, bytes.ToArray()));
        }

        public void Truncate(long length)
        {
            (Bytes, Length) = Cut(Bytes, Length, length);
            _unsynced.Add((length, null));
        }

        public void Sync()
        {
            foreach (var (offset, bytes) in _unsynced)
            {
                ApplyDurably(offset, bytes);
            }

            _unsynced.Clear();
        }

        /// <summary>What was to be written looks clean and is lost. A length is the file system's own business, and no page.</summary>
        public void FailWriteBack(Random random)
        {
            foreach (var (offset, bytes) in _unsynced.Where(change => change.Bytes is null || random.Next(2) == 0).ToList())
            {
                ApplyDurably(offset, bytes);
            }

            _unsynced.Clear();
            WriteBackErrors++;
        }

        public void LosePower(Random random)
        {
            foreach (var (offset, bytes) in _unsynced)
            {
                switch (random.Next(4))
                {
                    case 0:
                    case 1:
                        ApplyDurably(offset, bytes);
                        break;
                    case 2 when bytes is { Length: > 0 }:
                        ApplyDurably(offset, TornPart(bytes, random));
                        break;
                    default:
                        break;
                }
            }

            _unsynced.Clear();
            Bytes = [.. DurableBytes];
            Length = DurableLength;
            ExclusiveHolder = null;
            SharedHolders.Clear();
        }

        private static byte[] TornPart(byte[] bytes, Random random) => bytes[..random.Next(bytes.Length)];

        private void ApplyDurably(long offset, byte[]? bytes) => (DurableBytes, DurableLength) =
            bytes is null ? Cut(DurableBytes, DurableLength, offset) : Written(DurableBytes, DurableLength, offset, bytes);

        private static (byte[] Bytes, int Length) Written(byte[] file, int length, long offset, ReadOnlySpan<byte> bytes)
        {
            var end = (int)offset + bytes.Length;
            if (end > file.Length)
            {
                Array.Resize(ref file, Math.Max(end, file.Length * 2));
            }

            bytes.CopyTo(file.AsSpan((int)offset));
            return (file, Math.Max(length, end));
        }

        private static (byte[] Bytes, int Length) Cut(byte[] file, int length, long to)
        {
            if (to > file.Length)
            {
                Array.Resize(ref file, (int)to);
            }

            file.AsSpan((int)Math.Min(to, length)).Clear();
            return (file, (int)to);
        }
    }

    /// <summary>The disk as one process sees it: its open files and locks end with it.</summary>
    internal sealed class DiskView(SimulatedDisk disk) : IDisk
    {
        private readonly List<DiskFile> _open = [];
        private int _knownErrors = disk._writeBackErrors;

        /// <summary>Whether the process is gone.</summary>
        public bool IsDead { get; private set; }

        /// <summary>The process dies: its locks are free, what it wrote is still visible.</summary>
        public void Die()
        {
            IsDead = true;
            foreach (var file in _open)
            {
                file.ReleaseLocks();
            }
        }

        public IDiskFile OpenOrCreate(string path)
        {
            Step($"open {path}");
            if (!disk._files.TryGetValue(path, out var inode))
            {
                RequireFolder(path);
                if (disk.IsFull)
                {
                    throw new DiskFullException($"No space left for {path}");
                }

                inode = new Inode();
                var created = inode;
                disk.ChangeNames(new NameChange(Path.GetDirectoryName(path)!, [path], (files, _) => files[path] = created));
            }

            return Open(inode, path);
        }

        public IDiskFile? OpenExisting(string path) => disk._files.TryGetValue(path, out var inode) ? Open(inode, path) : null;

        public IDiskFile? OpenToRead(string path) => OpenExisting(path);

        public bool FileExists(string path) => disk._files.ContainsKey(path);

        public void CreateDirectory(string path)
        {
            if (!disk._folders.Contains(path))
            {
                Step($"create {path}");
                RequireFolder(path);
                disk.ChangeNames(new NameChange(Path.GetDirectoryName(path)!, [path], (_, folders) => folders.Add(path)));
            }
        }

        public void Rename(string from, string to)
        {
            Step($"rename {from} to {to}");
            if (!disk._files.TryGetValue(from, out var inode))
            {
                throw new FileNotFoundException(from);
            }

            disk.ChangeNames(new NameChange(Path.GetDirectoryName(from)!, [from, to], (files, _) =>
            {
                files.Remove(from);
                files[to] = inode;
            }));
        }

        public bool TryLink(string from, string to)
        {
            Step($"link {from} to {to}");
            if (!disk._files.TryGetValue(from, out var inode))
            {
                throw new FileNotFoundException(from);
            }

            if (disk._files.ContainsKey(to))
            {
                return false;
            }

            RequireFolder(to);
            disk.ChangeNames(new NameChange(Path.GetDirectoryName(to)!, [to], (files, _) => files[to] = inode));
            return true;
        }

        public void Delete(string path)
        {
            Step($"delete {path}");
            if (disk._files.ContainsKey(path))
            {
                disk.ChangeNames(new NameChange(Path.GetDirectoryName(path)!, [path], (files, _) => files.Remove(path)));
            }
        }

        public void SyncDirectory(string path)
        {
            Step($"sync names in {path}");
            if (disk.SyncFails())
            {
                throw new SyncFailedException($"{path} cannot be synced");
            }

            if (disk.Lie != DiskLie.NamesAreNotSynced)
            {
                disk.SyncNames(path);
            }
        }

        public void SyncAll()
        {
            Step("sync all");
            if (disk.SyncFails())
            {
                disk._writeBackErrors++;
                foreach (var inode in disk._files.Values.Where(_ => disk.RandomBit()))
                {
                    inode.FailWriteBack(disk.Random);
                }
            }

            if (_knownErrors != disk._writeBackErrors)
            {
                _knownErrors = disk._writeBackErrors;
                throw new SyncFailedException("The disk cannot be synced");
            }

            foreach (var inode in disk._files.Values)
            {
                inode.Sync();
            }

            foreach (var folder in disk._folders.ToList())
            {
                disk.SyncNames(folder);
            }
        }

        public IEnumerable<string> EnumerateFiles(string directory) =>
            disk._files.Keys.Where(path => path.StartsWith(directory + "/", StringComparison.Ordinal)).ToList();

        /// <summary>A step of this process; throws when it does not outlive it.</summary>
        internal void Step(string what)
        {
            ThrowIfDead();
            disk.Steps++;
            disk.Trace?.Invoke($"{disk.Steps} process {disk._views.IndexOf(this)}: {what}");
            disk.BeforeStep(this);
            ThrowIfDead();
        }

        private void ThrowIfDead()
        {
            if (IsDead)
            {
                throw new CrashException();
            }
        }

        private DiskFile Open(Inode inode, string path)
        {
            var file = new DiskFile(disk, this, inode, path);
            _open.Add(file);
            return file;
        }

        private void RequireFolder(string path)
        {
            if (!disk._folders.Contains(Path.GetDirectoryName(path)!))
            {
                throw new DirectoryNotFoundException(path);
            }
        }
    }

    /// <summary>An open file of a process.</summary>
    private sealed class DiskFile(SimulatedDisk disk, DiskView view, Inode inode, string name) : IDiskFile
    {
        private int _knownErrors = inode.WriteBackErrors;

        public long Length => inode.Length;

        public int Read(Span<byte> into, long offset)
        {
            var count = (int)Math.Clamp(inode.Length - offset, 0, into.Length);
            inode.Bytes.AsSpan((int)Math.Min(offset, inode.Length), count).CopyTo(into);
            return count;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            view.Step($"write {name} at {offset}, {bytes.Length} bytes");
            if (disk.IsFull && offset + bytes.Length > inode.Length)
            {
                inode.Write(offset, bytes[..disk.Random.Next(bytes.Length)]);
                throw new DiskFullException("No space left");
            }

            if (disk.WriteFails())
            {
                inode.Write(offset, bytes[..disk.Random.Next(bytes.Length)]);
                throw new IOException($"{name} cannot be written");
            }

            inode.Write(offset, bytes);
        }

        public void Truncate(long length)
        {
            view.Step($"cut {name} to {length}");
            inode.Truncate(length);
        }

        public void Sync()
        {
            view.Step($"sync {name}");
            if (disk.SyncFails())
            {
                disk._writeBackErrors++;
                inode.FailWriteBack(disk.Random);
            }

            if (_knownErrors != inode.WriteBackErrors)
            {
                _knownErrors = inode.WriteBackErrors;
                throw new SyncFailedException("The file cannot be synced");
            }

            if (disk.Lie != DiskLie.ContentsAreNotSynced)
            {
                inode.Sync();
            }
        }

        public bool TryLock(bool shared)
        {
            view.Step($"lock {name}");
            var isFree = disk.Lie == DiskLie.LocksAreShared || (inode.ExclusiveHolder is null || inode.ExclusiveHolder == this)
                && (shared || inode.SharedHolders.All(holder => holder == this));
            if (isFree)
            {
                inode.ExclusiveHolder = shared ? null : this;
                inode.SharedHolders.Remove(this);
                if (shared)
                {
                    inode.SharedHolders.Add(this);
                }
            }

            return isFree;
        }

        public void Unlock()
        {
            if (!view.IsDead)
            {
                ReleaseLocks();
            }
        }

        public void ReleaseLocks()
        {
            inode.ExclusiveHolder = inode.ExclusiveHolder == this ? null : inode.ExclusiveHolder;
            inode.SharedHolders.Remove(this);
        }

        public void Dispose() => Unlock();
    }
}
