using System.Diagnostics;
using Streams.Grains.Telemetry;

namespace Streams.Grains.EventLog;

/// <summary>
/// The span of a commit, which many reports share: it is a part of the first one's trace and is linked to those of the others, of which only such count that are sampled. Below it
/// are the statements of the database.
/// </summary>
internal static class CommitSpan
{
    /// <summary>The name of the span.</summary>
    public const string Name = "streams.log.commit";

    /// <summary>OpenTelemetry's own default bound.</summary>
    private const int MaxLinks = 128;

    /// <summary>Begins it.</summary>
    /// <returns>Null where nobody listens; dispose it after the commit.</returns>
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

        // Where no report is sampled, neither are the statements of their commit.
        return first is { } parent ? Instrumentation.Source.StartActivity(Name, ActivityKind.Internal, parent, tags: null, others) : Instrumentation.BeginUntraced();
    }

    /// <summary>Says what came of it.</summary>
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
