using System.Diagnostics.Metrics;
using System.Text.Json;
using Streams.Contract;
using Streams.Grains.Telemetry;

namespace Streams.Grains.Agents;

/// <summary>Metrics of the agents that run in this silo, on the meter <c>Streams</c>. Thread-safe.</summary>
internal sealed class AgentMetrics
{
    private const string AgentType = "streams.agent.type";

    private readonly UpDownCounter<long> _running;
    private readonly Counter<long> _runs;

    /// <param name="meters">Owns the meter.</param>
    public AgentMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Instrumentation.Name);
        _running = meter.CreateUpDownCounter<long>("streams.agents.running", "{agent}", "Agents running in this silo, by streams.agent.type.");
        _runs = meter.CreateCounter<long>("streams.agent.runs", "{run}",
            "Finished runs, by streams.agent.type and streams.agent.status: completed, failed, cancelled. A run that was interrupted and resumed has not finished yet.");
    }

    /// <summary>Counts a run of an agent of a built-in type as running until the returned object is disposed.</summary>
    public IDisposable Running(string agentType)
    {
        KeyValuePair<string, object?> type = new(AgentType, agentType);
        _running.Add(1, type);
        return new Run(_running, type);
    }

    public void Ended(string agentType, AgentStatus status) =>
        _runs.Add(1, new(AgentType, agentType), new("streams.agent.status", JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString())));

    private sealed class Run(UpDownCounter<long> running, KeyValuePair<string, object?> type) : IDisposable
    {
        public void Dispose() => running.Add(-1, type);
    }
}
