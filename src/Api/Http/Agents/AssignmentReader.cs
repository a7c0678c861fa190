using System.Text.Json;
using Streams.Api.Http.Json;
using Streams.Contract;

namespace Streams.Api.Http.Agents;

/// <summary>Reads an agent assignment.</summary>
internal static class AssignmentReader
{
    private const double MinPace = 0.001;
    private const double MaxPace = 10_000;

    /// <summary>Reads the body of <c>POST …/agents</c>.</summary>
    public static Outcome<NewAgent> ReadBody(JsonElement body)
    {
        var shape = new ShapeReader();
        var agent = Read(shape, body);
        return shape.Refusal is { } refusal ? refusal : agent;
    }

    /// <summary>Reads the value at the current path of the reader.</summary>
    public static NewAgent Read(ShapeReader shape, JsonElement agent) => shape.IsObject(agent)
        ? new(
            shape.RequiredTerm(agent, "agent_type"),
            shape.OptionalText(agent, "agent_name", TextRule.Name),
            Config(shape, agent))
        : new("");

    private static JsonText? Config(ShapeReader shape, JsonElement agent)
    {
        var config = shape.OptionalData(agent, "config");
        if (config is not null)
        {
            shape.Enter("config");
            shape.OptionalNumber(agent.GetProperty("config"), "items_per_second", MinPace, MaxPace);
            shape.Leave();
        }

        return config;
    }
}
