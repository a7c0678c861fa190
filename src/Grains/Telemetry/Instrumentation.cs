using System.Diagnostics;

namespace Streams.Grains.Telemetry;

/// <summary>The product's meter name and activity source, and the means to keep background work out of its callers' traces.</summary>
public static class Instrumentation
{
    /// <summary>The name of the meter and the activity source.</summary>
    public const string Name = "Streams";

    /// <summary>The source of the product's own spans.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>The current span; null if the product's spans have no listener, because nothing would use it then.</summary>
    public static Activity? Caller => Source.HasListeners() ? Activity.Current : null;

    /// <summary>
    /// Detaches the current execution context from its caller's trace. For loops that outlive the call that started them: otherwise all their work would belong to the trace
    /// of that call.
    /// </summary>
    public static void DetachFromTrace()
    {
        Activity.Current = null;
        RequestContext.Clear();
    }

    /// <summary>
    /// Starts housekeeping work that must not be traced: its traces would outnumber all others. The returned parent is not sampled, and every <c>parentbased_…</c> sampler follows
    /// it, here and in the processes that are called.
    /// </summary>
    /// <returns>The parent; dispose it when the work is done.</returns>
    public static Activity BeginUntraced() => new Activity("untraced").Start();
}
