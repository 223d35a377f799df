namespace HdfsConsumer.Producing.Sources;

/// <summary>Standard input that ends when the operator wants the program to end, even while it waits for more.</summary>
/// <param name="input">Standard input.</param>
/// <param name="stop">Ends it.</param>
internal sealed class StoppableInput(Stream input, CancellationToken stop) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = Task.Run(() => input.Read(buffer, offset, count), CancellationToken.None);
        try
        {
            read.Wait(stop);
            return read.Result;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (AggregateException failed) when (failed.InnerException is IOException)
        {
            throw new IOException(failed.InnerException.Message, failed);
        }
    }

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
