using System.Text.Json.Nodes;

namespace Streams.Grains.Agents;

/// <summary>What a kind of agent does. Stateless: one instance serves every run.</summary>
internal interface IAgentWork
{
    /// <summary>The agent type that does this.</summary>
    string AgentType { get; }

    /// <summary>Does a run, from its checkpoint on. What was reported before an interruption is reported again without effect, or not at all.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellation">Ends it, promptly: cancelled, or the process stops.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="AgentFailedException">It cannot go on; the message is for people.</exception>
    Task<RunResult> RunAsync(AgentRun run, CancellationToken cancellation);
}

/// <summary>What came of a run that finished.</summary>
/// <param name="Message">A sentence for people.</param>
/// <param name="Results">Counts such as <c>items_created</c>.</param>
internal sealed record RunResult(string Message, JsonObject Results);

/// <summary>A run cannot go on. The message is for people and names nothing internal.</summary>
internal sealed class AgentFailedException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The stream of a run is gone: there is nobody to report to.</summary>
internal sealed class StreamGoneException() : Exception("The stream was deleted.");

/// <summary>How far a run is could not be stored: it is open, and is taken up again from where it was stored last.</summary>
internal sealed class RunNotSavedException(Exception cause) : OrleansException("The agent's state could not be stored.", cause);
