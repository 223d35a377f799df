using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>
/// Reads a destination back and compares it with its ledger, while others may be writing it: no lock is taken. What does not
/// fit is looked at again when the ledger has changed meanwhile.
/// </summary>
internal sealed class FileVerifier(IDisk disk, DataFilePaths paths)
{
    private const int AttemptsMax = 10;

    /// <summary>Reads it.</summary>
    public FileFindings Read()
    {
        for (var attempt = 1; ; attempt++)
        {
            var (stable, state) = FileLedger.Peek(disk, paths.Ledger);
            var findings = Read(stable, state);
            if (findings.Problems.Count == 0 || attempt == AttemptsMax || IsTheSame(state, FileLedger.Peek(disk, paths.Ledger).Current))
            {
                return findings;
            }
        }
    }

    private static bool IsTheSame(LedgerState? first, LedgerState? second) =>
        first?.Length == second?.Length && first?.Rotations == second?.Rotations && first?.Generation == second?.Generation;

    private FileFindings Read(LedgerState? stable, LedgerState? state)
    {
        var findings = new FileFindings();
        if (stable is null || state is null)
        {
            if (disk.FileExists(paths.Data))
            {
                findings.Problem("It has no ledger that can be read: it was not written by HdfsConsumer, or its ledger was removed.");
            }

            return findings;
        }

        findings.Next = state.Next;
        findings.LedgerRecords = (state.Records, state.AdoptedRecords);
        var lines = new LineChecks(findings, paths.AreDeadLetters);
        var closed = paths.ClosedAmong(disk.EnumerateFiles(paths.Folder));
        foreach (var file in closed.Values)
        {
            ReadClosed(file, findings, lines);
        }

        // A file that is being closed may have its closed name already.
        if (stable.Closing != ClosingStep.Rename || disk.FileExists(paths.Data))
        {
            state = ReadData(stable, state, findings, lines);
        }

        Count(state, closed.Count, findings);
        return findings;
    }

    private void ReadClosed(string path, FileFindings findings, LineChecks lines)
    {
        using var file = disk.OpenToRead(path);
        if (file is null)
        {
            return;
        }

        findings.Files++;
        findings.Bytes += file.Length;
        try
        {
            using var content = DataFilePaths.ContentOf(file, path);
            lines.Check(content, Path.GetFileName(path));
        }
        catch (InvalidDataException e)
        {
            findings.Problem($"{Path.GetFileName(path)} cannot be decompressed: {e.Message}");
        }
    }

    /// <summary>Reads the data file, and returns the state that it was compared with.</summary>
    private LedgerState ReadData(LedgerState stable, LedgerState state, FileFindings findings, LineChecks lines)
    {
        using var file = disk.OpenToRead(paths.Data);
        var length = file?.Length ?? 0;
        if (!Holds(file, state) && Holds(file, stable))
        {
            findings.Note("What was written since its last checkpoint was lost with the power; the next start lands it again.");
            state = stable;
        }
        else if (length < state.Length)
        {
            findings.Problem($"{state.Length - length} of the {state.Length} bytes that its ledger knows are missing.");
        }
        else if (!Holds(file, state))
        {
            findings.Problem("Its bytes are not those that were landed: the checksum differs.");
        }
        else if (length > state.Length)
        {
            findings.Note($"{length - state.Length} bytes at its end are of an append that is under way, or was interrupted; the next start cuts them off.");
        }

        if (file is not null)
        {
            findings.Files++;
            findings.Bytes += length;
            using var stream = new DiskFileStream(file, state.Length);
            lines.Check(stream, Path.GetFileName(paths.Data));
        }

        return state;
    }

    private static bool Holds(IDiskFile? file, LedgerState state) => file is null
        ? state.Length == 0
        : file.Length >= state.Length && Checksum.Continue(Checksum.Empty, file, 0, state.Length) == state.Checksum;

    private static void Count(LedgerState state, int closed, FileFindings findings)
    {
        if (closed < state.Rotations)
        {
            findings.Note($"{state.Rotations - closed} of its {state.Rotations} closed files are no longer here; they are not counted.");
        }

        if (findings.Lines > state.Records)
        {
            findings.Problem($"{findings.Lines - state.Records} lines too many: there are {findings.Lines}, and {state.Records} were landed.");
        }
        else if (findings.Lines < state.Records && closed >= state.Rotations)
        {
            findings.Problem($"{state.Records - findings.Lines} lines are missing: there are {findings.Lines}, and {state.Records} were landed.");
        }
    }

    /// <summary>What is looked at in each line of a destination.</summary>
    private sealed class LineChecks(FileFindings findings, bool areDeadLetters)
    {
        private readonly HashSet<UInt128> _seen = [];

        public void Check(Stream stream, string name)
        {
            var reader = new StoredLineReader(stream);
            while (reader.TryRead(out var line))
            {
                findings.Lines++;
                if (!reader.IsWhole)
                {
                    findings.Problem($"{name} ends with half a line.");
                }
                else if (!IsJson(line))
                {
                    findings.Problem($"Line {reader.Number} of {name} is not JSON.");
                }

                if (!_seen.Add(BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(line))))
                {
                    Twice(name, reader.Number);
                }
            }
        }

        private void Twice(string name, long line)
        {
            if (areDeadLetters)
            {
                // It says where it was read, so that it cannot be another record.
                findings.Problem($"Line {line} of {name} is there twice.");
            }
            else
            {
                findings.IdenticalLines++;
            }
        }

        private static bool IsJson(ReadOnlySpan<byte> line)
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = JsonRecordParser.DepthMax });
            try
            {
                while (reader.Read())
                {
                }

                return true;
            }
            catch (JsonException)
            {
                return false;
            }
        }
    }
}
