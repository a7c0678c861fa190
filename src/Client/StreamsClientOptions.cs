using Microsoft.Extensions.Options;

namespace Streams.Client;

/// <summary>The server's address, and the client's limits and delays. Only <see cref="BaseAddress"/> has no default.</summary>
public sealed class StreamsClientOptions
{
    private const string Millisecond = "00:00:00.001";
    private const string Day = "1.00:00:00";

    /// <summary>The server's absolute address, <c>http</c> or <c>https</c>, such as <c>http://127.0.0.1:5080</c>; with a path if the server is behind one.</summary>
    [HttpAddress]
    public Uri? BaseAddress { get; set; }

    /// <summary>How long a call may take, including all its attempts. Does not apply to reports and watches. Default 60 s.</summary>
    [Within(Millisecond, Day)]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the server may take to answer one request. Default 15 s.</summary>
    [Within("00:00:00.010", Day)]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the client repeats a failed call that is safe to repeat. Default 4.</summary>
    [Within(0, 20)]
    public int MaxRetries { get; set; } = 4;

    /// <summary>How long a report waits for others to share its request; a hundred pending reports do not wait. Default 20 ms.</summary>
    [Within("00:00:00", "00:00:10")]
    public TimeSpan BatchDelay { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long the client tries to deliver a report, from its call. Default 60 s.</summary>
    [Within(Millisecond, Day)]
    public TimeSpan ReportDeadline { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The maximum number of unacknowledged reports of one broadcaster; one more fails with <c>queue_full</c>. Default 10,000.</summary>
    [Within(1)]
    public int MaxQueuedReports { get; set; } = 10_000;

    /// <summary>The maximum size of these reports, in bytes of JSON. Default 64 MiB.</summary>
    [Within(1024 * 1024)]
    public long MaxQueuedBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>A watch reconnects after the server has been silent for this long. The server sends something at least every 15 s. Default 45 s.</summary>
    [Within("00:00:20", Day)]
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromSeconds(45);
}

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
internal sealed partial class StreamsClientOptionsValidator : IValidateOptions<StreamsClientOptions>;
