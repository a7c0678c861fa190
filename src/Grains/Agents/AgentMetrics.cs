using System.Diagnostics.Metrics;
using System.Text.Json;
using Streams.Contract;
using Streams.Grains.Telemetry;

namespace Streams.Grains.Agents;

/// <summary>What the agents that run in this silo measure, on the meter <c>Streams</c>. Thread-safe.</summary>
internal sealed class AgentMetrics
{
    private const string AgentType = "streams.agent.type";

    private readonly UpDownCounter<long> _running;
    private readonly Counter<long> _runs;

    /// <summary>Makes the instruments; <paramref name="meters"/> owns the meter.</summary>
    public AgentMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Instrumentation.Name);
        _running = meter.CreateUpDownCounter<long>("streams.agents.running", "{agent}", "Agents that run in this silo, by streams.agent.type.");
        _runs = meter.CreateCounter<long>("streams.agent.runs", "{run}",
            "Runs that ended, by streams.agent.type and streams.agent.status: completed, failed, cancelled. One that is interrupted and taken up again has not ended.");
    }

    /// <summary>An agent of a built-in type runs; until what is returned is disposed.</summary>
    public IDisposable Running(string agentType)
    {
        KeyValuePair<string, object?> type = new(AgentType, agentType);
        _running.Add(1, type);
        return new Run(_running, type);
    }

    /// <summary>A run ended.</summary>
    public void Ended(string agentType, AgentStatus status) =>
        _runs.Add(1, new(AgentType, agentType), new("streams.agent.status", JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString())));

    private sealed class Run(UpDownCounter<long> running, KeyValuePair<string, object?> type) : IDisposable
    {
        public void Dispose() => running.Add(-1, type);
    }
}
