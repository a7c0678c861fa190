using System.Text.Json.Nodes;

namespace Streams.Grains.Agents;

/// <summary>The work of one agent type. Stateless: one instance serves every run.</summary>
internal interface IAgentWork
{
    string AgentType { get; }

    /// <summary>Executes a run from its checkpoint. A report from before an interruption is either skipped or repeated without effect.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellation">Ends the work promptly: the run was cancelled, or the process is stopping.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="AgentFailedException">The run cannot continue; the message is for users.</exception>
    Task<RunResult> RunAsync(AgentRun run, CancellationToken cancellation);
}

/// <summary>The result of a completed run.</summary>
/// <param name="Message">A sentence for users.</param>
/// <param name="Results">Counts such as <c>items_created</c>.</param>
internal sealed record RunResult(string Message, JsonObject Results);

/// <summary>A run cannot continue. The message is for users and contains no internal details.</summary>
internal sealed class AgentFailedException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The stream of a run was deleted, so the run has nothing to report to.</summary>
internal sealed class StreamGoneException() : Exception("The stream was deleted.");

/// <summary>The progress of a run could not be stored. The run is unfinished and resumes from the last stored checkpoint.</summary>
internal sealed class RunNotSavedException(Exception cause) : OrleansException("The agent's state could not be stored.", cause);
