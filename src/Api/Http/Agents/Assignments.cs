using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Http.Agents;

/// <summary>From an assignment to the agent that the API shows.</summary>
internal static class Assignments
{
    /// <summary>An agent that has not run yet.</summary>
    public static Agent ToIdleAgent(this AgentAssignment assignment) => new(
        assignment.AgentId, assignment.StreamId, assignment.AgentType, assignment.AgentName, assignment.Config, AgentStatus.Idle, []);
}
