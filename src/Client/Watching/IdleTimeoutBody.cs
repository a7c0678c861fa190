namespace Streams.Client;

/// <summary>
/// The body of an event stream, read-only. Reading fails if the server is silent for too long (measured only during a read: a slow consumer is not a silent server), and
/// if one message grows beyond 16 MiB, because the parser has no limit. One reader at a time.
/// </summary>
/// <param name="body">The response's body.</param>
/// <param name="silence">Ends the connection when it is cancelled.</param>
/// <param name="limit">How long the server may be silent.</param>
internal sealed class IdleTimeoutBody(Stream body, CancellationTokenSource silence, TimeSpan limit) : Stream
{
    private const int MaxMessage = 16 * 1024 * 1024;

    private int _sinceMessage;

    /// <summary>Whether any bytes have arrived.</summary>
    public bool HasReceived { get; private set; }

    /// <summary>A message is complete.</summary>
    public void MessageRead() => _sinceMessage = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        silence.CancelAfter(limit);
        var read = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        silence.CancelAfter(Timeout.InfiniteTimeSpan);
        HasReceived |= read > 0;
        if ((_sinceMessage += read) > MaxMessage)
            throw new InvalidDataException($"A server-sent message is larger than {MaxMessage} bytes.");
        return read;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            body.Dispose();
        base.Dispose(disposing);
    }
}
