using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Placement;
using Orleans.Storage;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Agents;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Rules;
using Streams.Grains.Streams;
using Streams.Grains.Telemetry;

namespace Streams.Grains.Cluster;

/// <summary>
/// Goes once through what a stream does, before its silo says that it is ready. The first time takes up to a second (code is compiled, connections are made), and where
/// silos are restarted one by one everybody whose stream moves here would wait for it. Leaves nothing behind, and nobody sees it.
/// </summary>
/// <param name="grains">Calls grains.</param>
/// <param name="silo">The silo, which is to hold them.</param>
/// <param name="log">The log.</param>
/// <param name="snapshots">The storage of streams' snapshots.</param>
/// <param name="time">The time.</param>
/// <param name="logger">Is told where it did not succeed.</param>
public sealed partial class WarmUp(
    IGrainFactory grains,
    ILocalSiloDetails silo,
    IEventLog log,
    [FromKeyedServices(StreamGrain.SnapshotStorage)] IGrainStorage snapshots,
    TimeProvider time,
    ILogger<WarmUp> logger) : IHostedService
{
    /// <summary>A silo that is cold is slow for a moment and no worse: its start does not wait for longer.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly NewStream Goal = new("Warm-up", Description: null, GoalCriteria.None, new TargetMetrics(), GoalDeadline: null, AssignedAgents: []);

    private static readonly Report[] Reports =
    [
        new ItemsReport("1", [new ReportedItem(Key: null, "Company", Stage: "discovered", QualityScore: 4)], "agent"),
        new ActivityReport("2", "agent", "Agent", "agent", ActivityType.Progress, "Found a company."),
    ];

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await GoThroughAsync().WaitAsync(Limit, time, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogCold(exception);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task GoThroughAsync()
    {
        using var untraced = Instrumentation.BeginUntraced();
        var id = $"warm-up-{Guid.CreateVersion7(time.GetUtcNow()):N}";
        var created = StreamRules.Create(id, log.Epoch, Goal, time.Now());
        var reported = StreamRules.Report(created.State, [.. Reports], time.Now());
        var stream = grains.GetGrain<IStreamGrain>(id);
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);
        try
        {
            // Without the row by which lists know a stream.
            await log.AppendAsync(new(id, [.. created.Changes.Concat(reported.Changes).Select(ChangeCodec.ToRecord)], Items: [], Stream: null));
            await snapshots.WriteStateAsync(StreamGrain.SnapshotState, stream.GetGrainId(), new GrainState<StreamSnapshotHolder>(new() { Snapshot = StreamSnapshot.Of(created.State) }));
            await stream.GetSnapshot();
            await grains.GetGrain<IAgentGrain>(new AgentKey(id, "agent").ToString()).Get();
        }
        finally
        {
            await stream.Delete();
        }
    }

    [LoggerMessage(510, LogLevel.Information, "The silo could not go through its work before it said that it is ready; the first streams that come to it are slower", EventName = "StartedCold")]
    private partial void LogCold(Exception exception);
}
