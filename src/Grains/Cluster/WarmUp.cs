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
/// Exercises a stream's whole path once before its silo reports that it is ready. The first use takes up to a second (code is compiled, connections are opened); in a rolling
/// restart, every user whose stream moves here would wait for that. It leaves no data and no traces.
/// </summary>
internal sealed partial class WarmUp(
    IGrainFactory grains,
    ILocalSiloDetails silo,
    IEventLog log,
    [FromKeyedServices(SnapshotStorage.Name)] IGrainStorage snapshots,
    TimeProvider time,
    ILogger<WarmUp> logger) : IHostedService
{
    /// <summary>A cold silo is only slow for a moment, so its start waits no longer than this.</summary>
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
            var exercise = ExerciseAsync();

            // After the limit it continues, and nobody awaits it.
            exercise.Ignore();
            await exercise.WaitAsync(Limit, time, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogWarmUpFailed(exception);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task ExerciseAsync()
    {
        using var untraced = Instrumentation.BeginUntraced();
        var id = $"warm-up-{Guid.CreateVersion7(time.GetUtcNow()):N}";
        var created = StreamRules.Create(id, StreamEpoch.Of(log.Epoch, id), Goal, time.Now());
        var reported = StreamRules.Report(created.State, [.. Reports], time.Now());
        var stream = grains.GetGrain<IStreamGrain>(id);
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);
        try
        {
            // Without the row that would make lists show the stream.
            await log.AppendAsync(new(id, [.. created.Changes.Concat(reported.Changes).Select(ChangeCodec.ToRecord)], Items: [], Stream: null));
            await snapshots.WriteStateAsync(SnapshotStorage.State, stream.GetGrainId(), new GrainState<StreamSnapshotHolder>(new() { Snapshot = StreamSnapshot.Of(created.State) }));
            await stream.GetSnapshot();
            await grains.GetGrain<IAgentGrain>(new AgentKey(id, "agent").ToString()).Get();
        }
        finally
        {
            await stream.Delete();
        }
    }

    [LoggerMessage(510, LogLevel.Information, "The warm-up failed; the first streams on this silo are slower", EventName = "StartedCold")]
    private partial void LogWarmUpFailed(Exception exception);
}
