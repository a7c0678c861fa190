using System.Text.Json;

namespace Streams.Client.Tests.Watching;

public sealed class MessageReaderTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 26, 6, 30, 0, TimeSpan.Zero);

    private static readonly object[] Payloads =
    [
        new Progress("s", 1, 40, 3, null, null, At),
        new AgentActivity("a1", "s", "scout", "Scout", "web_crawler", ActivityType.Progress, "Reading", null, At),
        new Milestone("m1", "s", "first_reply", "First reply", "A company has answered.", null, At),
        new ProgressStream("s", "Goal", null, GoalCriteria.None, new TargetMetrics(), null, GoalStatus.InProgress, At, At, null),
        new Item("i1", "s", Item.Company, "acme", "Acme", Stages.Qualified, null, JsonText.Parse("{}"), At, At, Item.External),
    ];

    [Fact]
    public void Every_event_is_read_with_its_payload_as_a_message_of_its_own()
    {
        var messages = Enum.GetValues<EventName>().Select(Read).ToArray();

        Assert.Equal(
            [typeof(ProgressUpdated), typeof(AgentActed), typeof(MilestoneReached), typeof(StreamUpdated), typeof(ItemAdded), typeof(ItemUpdated)],
            messages.Select(message => message.GetType()));
        Assert.Equal(Payloads[0], ((ProgressUpdated)messages[0]).Progress);
        Assert.Equal(Payloads[^1], ((ItemUpdated)messages[^1]).Item);
    }

    [Fact]
    public void An_event_that_only_a_newer_server_knows_keeps_its_name_and_payload()
    {
        var message = Assert.IsType<OtherEvent>(MessageReader.Read("item-removed", "{\"id\":1}"u8));
        Assert.Equal(("item-removed", """{"id":1}"""), (message.Name, message.Payload.ToString()));
    }

    private static StreamMessage Read(EventName name)
    {
        var payload = Assert.Single(Payloads, payload => payload.GetType() == name.Payload());
        return MessageReader.Read(name.Name(), JsonSerializer.SerializeToUtf8Bytes(payload, ClientJson.Of(payload.GetType())));
    }
}
