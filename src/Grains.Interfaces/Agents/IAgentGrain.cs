using Streams.Contract;

namespace Streams.Grains.Interfaces.Agents;

/// <summary>One assigned agent: runs it and keeps its runs. The key is <see cref="AgentKey"/>.</summary>
[Alias("streams.agent")]
public interface IAgentGrain : IGrainWithStringKey
{
    /// <summary>Starts a run; refused with <see cref="RefusalCode.AgentAlreadyRunning"/> while one is in progress.</summary>
    [Alias("execute")]
    Task<Outcome<Execution>> Execute();

    /// <summary>Stops the run in progress within a second; refused with <see cref="RefusalCode.Conflict"/> if there is none.</summary>
    [Alias("cancel")]
    Task<Outcome<Execution>> Cancel();

    /// <summary>Gets the agent and its runs.</summary>
    [Alias("get")]
    Task<Outcome<Agent>> Get();

    /// <summary>Resumes a run that another process left unfinished; does nothing if there is none or if it is in progress here.</summary>
    [Alias("resume")]
    Task Resume();

    /// <summary>Stops the run in progress and deletes the agent's state, because the stream is being deleted.</summary>
    [Alias("forget")]
    Task Forget();
}

/// <summary>The key of an agent's grain.</summary>
public readonly record struct AgentKey(string StreamId, string AgentId)
{
    /// <summary>Parses the format of <see cref="ToString"/>.</summary>
    public static AgentKey Parse(string key) =>
        key.Split('/') is [var stream, var agent] ? new(stream, agent) : throw new FormatException($"'{key}' is not an agent key");

    /// <summary><c>stream/agent</c>; ids contain no slash.</summary>
    public override string ToString() => $"{StreamId}/{AgentId}";
}
