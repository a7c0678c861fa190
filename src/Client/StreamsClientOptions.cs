namespace Streams.Client;

/// <summary>The server's address, and the client's limits and delays. Only <see cref="BaseAddress"/> has no default.</summary>
public sealed class StreamsClientOptions
{
    /// <summary>The server's absolute address, <c>http</c> or <c>https</c>, such as <c>http://127.0.0.1:5080</c>; with a path if the server is behind one.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>How long a call may take, including all its attempts, 1 ms to a day. Does not apply to reports and watches. Default 60 s.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the server may take to answer one request, 10 ms to a day. Default 15 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the client repeats a failed call that is safe to repeat, 0 to 20. Default 4.</summary>
    public int MaxRetries { get; set; } = 4;

    /// <summary>How long a report waits for others to share its request, 0 to 10 s; a hundred pending reports do not wait. Default 20 ms.</summary>
    public TimeSpan BatchDelay { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long the client tries to deliver a report, from its call, 1 ms to a day. Default 60 s.</summary>
    public TimeSpan ReportDeadline { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The maximum number of unacknowledged reports of one broadcaster; one more fails with <c>queue_full</c>. From 1; default 10,000.</summary>
    public int MaxQueuedReports { get; set; } = 10_000;

    /// <summary>The maximum size of these reports, in bytes of JSON. From 1 MiB; default 64 MiB.</summary>
    public long MaxQueuedBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// A watch reconnects after the server has been silent for this long, 20 s to a day. The server sends something at least every 15 s. Default 45 s.
    /// </summary>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromSeconds(45);
}
