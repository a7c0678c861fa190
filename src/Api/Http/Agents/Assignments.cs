using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Http.Agents;

/// <summary>Shows assignments as agents.</summary>
internal static class Assignments
{
    /// <summary>An agent that has not run yet.</summary>
    public static Agent ToIdleAgent(this AgentAssignment assignment) => new(
        assignment.AgentId, assignment.StreamId, assignment.AgentType, assignment.AgentName, assignment.Config, AgentStatus.Idle, []);
}
