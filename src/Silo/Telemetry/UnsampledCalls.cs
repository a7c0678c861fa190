using System.Diagnostics;

namespace Streams.Silo.Telemetry;

/// <summary>
/// Propagates an unsampled trace with a grain call. Orleans propagates only sampled traces; without this, the called side would start a new trace and make its own sampling
/// decision.
/// </summary>
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
