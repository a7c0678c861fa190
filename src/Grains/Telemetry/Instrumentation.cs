using System.Diagnostics;

namespace Streams.Grains.Telemetry;

/// <summary>What the product's own metrics and spans are found under, and how work that outlives its caller keeps out of the caller's trace.</summary>
public static class Instrumentation
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Streams";

    /// <summary>The source of the product's own spans.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>The span under way, or null where nobody listens to ours: then remembering it would be in vain.</summary>
    public static Activity? Caller => Source.HasListeners() ? Activity.Current : null;

    /// <summary>
    /// Takes the calling flow out of the trace of whoever began it. For loops that go on for longer than the call that began them: else everything that they ever do would
    /// count as a part of that call.
    /// </summary>
    public static void LeaveTrace()
    {
        Activity.Current = null;
        RequestContext.Clear();
    }

    /// <summary>
    /// Begins housekeeping of which no traces are wanted: they would bury the others. By a parent that is not sampled, which every sampler of the kind <c>parentbased_…</c> follows,
    /// here and in the processes that are called.
    /// </summary>
    /// <returns>Dispose it at the end.</returns>
    public static Activity BeginUntraced() => new Activity("untraced").Start();
}
