using Streams.Api.Http.OpenApi;
using Streams.Contract;
using Streams.Silo.Health;

namespace Streams.Api.Tests.Shapes;

/// <summary>The wire shapes are approved: who changes one changes <c>Approved/wire-shapes.txt</c> with it, and so the product.</summary>
public sealed class WireShapesTests
{
    private static readonly Type[] Roots =
    [
        typeof(ProgressStream), typeof(Progress), typeof(AgentActivity), typeof(Milestone), typeof(Item), typeof(ActiveAgent), typeof(Agent), typeof(Execution),
        typeof(Position), typeof(StreamEvent), typeof(Frame), typeof(Snapshot), typeof(ReportAck), typeof(ProblemDocument),
        typeof(StreamReply), typeof(CreatedReply), typeof(StreamsReply), typeof(ProgressReply), typeof(ActivitiesReply), typeof(MilestonesReply),
        typeof(ItemsReply), typeof(AgentReply), typeof(AgentsReply), typeof(ExecutionReply), typeof(HealthReply), typeof(ReadinessReply),
        typeof(GoalBody), typeof(PatchBody), typeof(AssignBody), typeof(ReportsBody),
    ];

    [Fact]
    public void Shapes_are_the_approved_ones()
    {
        var approvedFile = Path.Combine(AppContext.BaseDirectory, "Approved", "wire-shapes.txt");
        var approved = File.Exists(approvedFile) ? File.ReadAllText(approvedFile).ReplaceLineEndings("\n") : "";
        var received = WireDescription.Of(Roots);
        if (approved == received)
            return;
        var receivedFile = Path.Combine(AppContext.BaseDirectory, "wire-shapes.received.txt");
        File.WriteAllText(receivedFile, received);
        var (before, after) = (approved.Split('\n'), received.Split('\n'));
        Assert.Fail(
            $"""
            The shapes on the wire are not the approved ones:
            {string.Join('\n', before.Except(after).Select(line => "- " + line).Concat(after.Except(before).Select(line => "+ " + line)))}
            If they shall be so (it changes the product for its clients):
              cp {receivedFile} tests/Api.Tests/Approved/wire-shapes.txt
            """);
    }
}
