using Streams.Api.Http.Json;
using Streams.Api.Http.OpenApi;
using Streams.Contract;
using Streams.Grains.Interfaces.Agents;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Http.Agents;

/// <summary>List, assign, run and stop agents.</summary>
internal static class AgentEndpoints
{
    private const string Tag = "Agents";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/streams/{id}/agents", ListAsync)
            .Described("ListAgents", Tag, "List the assigned agents", "Oldest assignment first, each with its latest runs.")
            .Answers<AgentsReply>(StatusCodes.Status200OK)
            .Refuses(RefusalCode.StreamNotFound);
        routes.MapPost("/api/streams/{id}/agents", AssignAsync)
            .Described("AssignAgent", Tag, "Assign an agent", "Types 'opportunity_bot', 'enrichment_agent' and 'scoring_agent' run in the server; others only report.")
            .Takes<NewAgent>(Examples.Agent)
            .Answers<AgentReply>(StatusCodes.Status201Created)
            .Refuses(RefusalCode.StreamNotFound, RefusalCode.Conflict);
        routes.MapGet("/api/streams/{id}/agents/{agent_id}", async (string id, string agent_id, IGrainFactory grains) =>
                StreamKeys.TryGet(grains, id, agent_id, out var agent, out var refusal)
                    ? Reply.Ok(await agent.Get(), found => new AgentReply(found))
                    : Reply.Refused(refusal))
            .Described("GetAgent", Tag, "Get an agent", "The assignment and its latest runs, newest first.")
            .Answers<AgentReply>(StatusCodes.Status200OK)
            .Refuses(RefusalCode.StreamNotFound, RefusalCode.AgentNotFound);
        routes.MapPost("/api/streams/{id}/agents/{agent_id}/execute", ExecuteAsync)
            .Described("ExecuteAgent", Tag, "Run an agent", "Starts a run and replies at once. Events report what the run does.")
            .Answers<ExecutionReply>(StatusCodes.Status202Accepted)
            .Refuses(RefusalCode.StreamNotFound, RefusalCode.AgentNotFound, RefusalCode.AgentAlreadyRunning, RefusalCode.Conflict);
        routes.MapPost("/api/streams/{id}/agents/{agent_id}/cancel", async (string id, string agent_id, IGrainFactory grains) =>
                StreamKeys.TryGet(grains, id, agent_id, out var agent, out var refusal)
                    ? Reply.Ok(await agent.Cancel(), run => new ExecutionReply(run))
                    : Reply.Refused(refusal))
            .Described("CancelAgent", Tag, "Stop an agent", "Ends the current run.")
            .Answers<ExecutionReply>(StatusCodes.Status200OK)
            .Refuses(RefusalCode.StreamNotFound, RefusalCode.AgentNotFound, RefusalCode.Conflict);
    }

    private static async Task<IResult> ListAsync(string id, IGrainFactory grains)
    {
        if (!StreamKeys.TryGet(grains, id, out var stream, out var refusal))
            return Reply.Refused(refusal);
        if (!(await stream.GetAssignments()).TryGet(out var list, out refusal))
            return Reply.Refused(refusal);

        // Concurrently: a stream has few agents.
        var agents = await Task.WhenAll(list.Select(assignment => GetAsync(grains, assignment)));
        return Array.Find(agents, agent => agent.Refusal is not null).Refusal is { } failed
            ? Reply.Refused(failed)
            : Reply.Json(new AgentsReply([.. agents.Select(agent => agent.Value!)]), StatusCodes.Status200OK);
    }

    /// <summary>An agent that does not know its assignment yet has not run.</summary>
    private static async Task<Outcome<Agent>> GetAsync(IGrainFactory grains, AgentAssignment assignment)
    {
        var outcome = await grains.GetGrain<IAgentGrain>(new AgentKey(assignment.StreamId, assignment.AgentId).ToString()).Get();
        return outcome.Refusal is { Code: RefusalCode.AgentNotFound } ? assignment.ToIdleAgent() : outcome;
    }

    private static async Task<IResult> AssignAsync(HttpContext context, string id, IGrainFactory grains)
    {
        if (!StreamKeys.TryGet(grains, id, out var stream, out var refusal))
            return Reply.Refused(refusal);
        if (!(await JsonBody.ReadAsync(context)).TryGet(out var body, out refusal))
            return Reply.Refused(refusal);
        using (body)
        {
            if (!AssignmentReader.ReadBody(body.Root).TryGet(out var agent, out refusal))
                return Reply.Refused(refusal);
            return (await stream.Assign(agent)).TryGet(out var assigned, out refusal)
                ? Reply.Created(context, $"/api/streams/{id}/agents/{assigned.AgentId}", new AgentReply(assigned.ToIdleAgent()))
                : Reply.Refused(refusal);
        }
    }

    private static async Task<IResult> ExecuteAsync(string id, string agent_id, IGrainFactory grains)
    {
        if (!StreamKeys.TryGet(grains, id, agent_id, out var agent, out var refusal))
            return Reply.Refused(refusal);
        return (await agent.Execute()).TryGet(out var run, out refusal)
            ? Reply.Json(new ExecutionReply(run), StatusCodes.Status202Accepted)
            : Reply.Refused(refusal);
    }
}
