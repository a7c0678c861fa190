using Microsoft.Extensions.Logging;

namespace Streams.Grains.Agents;

internal sealed partial class AgentRunner
{
    private readonly ILogger _logger = services.Logger;

    [LoggerMessage(300, LogLevel.Error, "The run of agent {AgentId} of stream {StreamId} failed", EventName = "AgentRunFailed")]
    private partial void LogRunFailed(string agentId, string streamId, Exception exception);

    [LoggerMessage(301, LogLevel.Error, "The run of agent {AgentId} of stream {StreamId} was interrupted; it will be resumed", EventName = "AgentRunLost")]
    private partial void LogRunInterrupted(string agentId, string streamId, Exception exception);

    [LoggerMessage(302, LogLevel.Warning,
        "Agent {AgentId} of stream {StreamId} is still registered as running; the supervisor's next round removes it", EventName = "AgentRunNotRemoved")]
    private partial void LogNotRemoved(string agentId, string streamId, Exception exception);
}
