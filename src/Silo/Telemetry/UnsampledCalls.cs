using System.Diagnostics;

namespace Streams.Silo.Telemetry;

/// <summary>
/// Passes on with a grain call that its trace is not sampled. Orleans passes on the traces that are; without this, a call of one that is not would begin another on the other
/// side, to be sampled or not by itself.
/// </summary>
/// <param name="propagator">How traces are passed on.</param>
internal sealed class UnsampledCalls(DistributedContextPropagator propagator) : IOutgoingGrainCallFilter
{
    /// <inheritdoc/>
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (Activity.Current is { Recorded: false } unsampled)
            propagator.Inject(unsampled, carrier: null, static (_, name, value) => RequestContext.Set(name, value));
        return context.Invoke();
    }
}
