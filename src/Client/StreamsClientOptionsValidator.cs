using Microsoft.Extensions.Options;

namespace Streams.Client;

/// <summary>Reports invalid options when the host starts.</summary>
internal sealed class StreamsClientOptionsValidator : IValidateOptions<StreamsClientOptions>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    public ValidateOptionsResult Validate(string? name, StreamsClientOptions options)
    {
        string?[] found =
        [
            options.BaseAddress is { IsAbsoluteUri: true, Scheme: "http" or "https" }
                ? null
                : "BaseAddress must be an absolute http or https address, such as http://127.0.0.1:5080.",
            Within(nameof(options.CallTimeout), options.CallTimeout, Millisecond, Day),
            Within(nameof(options.RequestTimeout), options.RequestTimeout, TimeSpan.FromMilliseconds(10), Day),
            options.MaxRetries is >= 0 and <= 20 ? null : "MaxRetries must be 0 to 20.",
            Within(nameof(options.BatchDelay), options.BatchDelay, TimeSpan.Zero, TimeSpan.FromSeconds(10)),
            Within(nameof(options.ReportDeadline), options.ReportDeadline, Millisecond, Day),
            options.MaxQueuedReports >= 1 ? null : "MaxQueuedReports must be at least 1.",
            options.MaxQueuedBytes >= 1024 * 1024 ? null : "MaxQueuedBytes must be at least 1 MiB.",
            Within(nameof(options.SilenceLimit), options.SilenceLimit, TimeSpan.FromSeconds(20), Day),
        ];
        var faults = found.OfType<string>().ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static string? Within(string name, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value >= least && value <= most ? null : $"{name} must be {least} to {most}.";
}
