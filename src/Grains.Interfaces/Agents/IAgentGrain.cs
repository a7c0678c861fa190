using Streams.Contract;

namespace Streams.Grains.Interfaces.Agents;

/// <summary>One assigned agent: runs it, remembers its runs. The key is <see cref="AgentKey"/>.</summary>
[Alias("streams.agent")]
public interface IAgentGrain : IGrainWithStringKey
{
    /// <summary>Starts a run; refused with <see cref="RefusalCode.AgentAlreadyRunning"/> while one is under way.</summary>
    [Alias("execute")]
    Task<Outcome<Execution>> Execute();

    /// <summary>Stops the run that is under way, within a second; refused with <see cref="RefusalCode.Conflict"/> where there is none.</summary>
    [Alias("cancel")]
    Task<Outcome<Execution>> Cancel();

    /// <summary>The agent and its runs.</summary>
    [Alias("get")]
    Task<Outcome<Agent>> Get();

    /// <summary>Takes up a run that a process left unfinished; does nothing where there is none or it is under way here.</summary>
    [Alias("resume")]
    Task Resume();

    /// <summary>Ends what runs and forgets everything: the stream was deleted.</summary>
    [Alias("forget")]
    Task Forget();
}

/// <summary>The key of an agent's grain: stream and agent.</summary>
/// <param name="StreamId">The stream.</param>
/// <param name="AgentId">The agent.</param>
public readonly record struct AgentKey(string StreamId, string AgentId)
{
    /// <summary>Reads the form of <see cref="ToString"/>.</summary>
    public static AgentKey Parse(string key) =>
        key.Split('/') is [var stream, var agent] ? new(stream, agent) : throw new FormatException($"'{key}' is no agent key");

    /// <summary><c>stream/agent</c>; neither may hold a slash.</summary>
    public override string ToString() => $"{StreamId}/{AgentId}";
}
