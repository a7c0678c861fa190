using System.Diagnostics;
using Streams.Grains.Telemetry;

namespace Streams.Grains.EventLog;

/// <summary>
/// The span of a commit that many reports share. It belongs to the trace of the first sampled report and links to those of the other sampled ones. The database statements are its
/// children.
/// </summary>
internal static class CommitSpan
{
    public const string Name = "streams.log.commit";

    /// <summary>OpenTelemetry's default limit on links per span.</summary>
    private const int MaxLinks = 128;

    /// <returns>Null without a listener. Dispose it after the commit.</returns>
    public static Activity? Start(IReadOnlyList<QueuedWork> batch)
    {
        if (!Instrumentation.Source.HasListeners())
            return null;
        ActivityContext? first = null;
        List<ActivityLink>? others = null;
        foreach (var work in batch)
        {
            if (work.Caller is not { Recorded: true } caller)
                continue;
            if (first is null)
                first = caller.Context;
            else if ((others ??= []).Count < MaxLinks)
                others.Add(new(caller.Context));
        }

        // If no report is sampled, the statements of the commit are not sampled either.
        return first is { } parent ? Instrumentation.Source.StartActivity(Name, ActivityKind.Internal, parent, tags: null, others) : Instrumentation.BeginUntraced();
    }

    /// <summary>Records the outcome on the span.</summary>
    public static void End(Activity? span, int appends, int records, Exception? failure)
    {
        if (span is not { IsAllDataRequested: true })
            return;
        span.SetTag("streams.log.appends", appends);
        span.SetTag("streams.log.records", records);
        if (failure is not null)
            span.SetStatus(ActivityStatusCode.Error, failure.Message);
    }
}
