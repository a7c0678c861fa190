namespace Streams.Client;

/// <summary>Where the server is, and the client's bounds and paces. Only <see cref="BaseAddress"/> has no default.</summary>
public sealed class StreamsClientOptions
{
    /// <summary>The server's address, absolute, <c>http</c> or <c>https</c>, such as <c>http://127.0.0.1:5080</c>; with a path where it is behind one.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>How long a call may take with all its tries, up to a day. Not for broadcasts and watches. Default 60 s.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the server may take to answer one request, up to a day. Default 15 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a call that failed is tried again where that does no harm, 0 to 20. Default 4.</summary>
    public int MaxRetries { get; set; } = 4;

    /// <summary>How long a report waits for others to go with it, 0 to 10 s; a hundred reports do not wait. Default 20 ms.</summary>
    public TimeSpan BatchDelay { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a report is tried, from its call, up to a day. Default 60 s.</summary>
    public TimeSpan ReportDeadline { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How many reports of one broadcaster wait or are under way at most; one more fails with <c>queue_full</c>. From 1; default 10,000.</summary>
    public int MaxQueuedReports { get; set; } = 10_000;

    /// <summary>How many bytes they have at most, as JSON. From 1 MiB; default 64 MiB.</summary>
    public long MaxQueuedBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// After how long without a word from the server a watch is opened anew, 20 s (for the server says something every 15 s) to a day. Default 45 s.
    /// </summary>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromSeconds(45);
}
