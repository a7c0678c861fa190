using CsCheck;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Relay.Tests;

/// <summary>Whatever happens to news and viewers, each viewer ends with the content of the log and never gets wrong data.</summary>
public class AnyOrderTests
{
    private static readonly EventName[] Names = Enum.GetValues<EventName>();

    private static readonly Gen<(int What, int With)[]> Steps = Gen.Select(Gen.Int[0, 19], Gen.Int[0, 999]).Array[20, 150];

    [Fact]
    public Task Every_viewer_ends_with_the_log() => Steps.SampleAsync(RunAsync, iter: Samples.Times(50));

    private static async Task RunAsync((int What, int With)[] steps)
    {
        var harness = new RelayHarness(options =>
        {
            (options.RingEvents, options.PageSize, options.MaxReplay, options.KeptNews) = (16, 4, 60, 6);
            options.FrameBytes = 2_000;
        });
        var log = harness.Source.Create(activities: 3);
        var clients = new List<FrameClient>();
        var history = new List<StreamNews>();
        var withheld = new List<StreamNews>();
        var pending = new List<Task>();
        foreach (var (what, with) in steps)
        {
            switch (what)
            {
                case <= 5:
                    history.Add(log.Append(Names[with % Names.Length], with % 3));
                    harness.Relay.OnNews([history[^1]]);
                    break;
                case 6:
                    log.Append(Names[with % Names.Length], with % 3);
                    break;
                case 7:
                    withheld.Add(log.Append(Names[with % Names.Length], with % 3));
                    break;
                case 8 when withheld.Count > 0:
                    harness.Relay.OnNews([withheld[with % withheld.Count]]);
                    withheld.RemoveAt(with % withheld.Count);
                    break;
                case 9 when history.Count > 0:
                    harness.Relay.OnNews([history[with % history.Count]]);
                    break;
                case 10 or 11:
                    clients.Add(harness.Client(log));
                    pending.Add(clients[^1].WatchAsync());
                    break;
                case 12 or 13:
                    clients.Add(harness.Client(log));
                    pending.Add(clients[^1].WatchAsync(new(with % 10 == 0 ? "e0" : "e1", with % (log.Head + 2))));
                    break;
                case 14 when clients.Count > 0:
                    var leaving = clients[with % clients.Count];
                    clients.Remove(leaving);
                    leaving.Unblock();
                    await leaving.Connection.DisposeAsync();
                    leaving.Verify();
                    break;
                case 15:
                    harness.Time.Advance(TimeSpan.FromMilliseconds(with % 100));
                    break;
                case 16:
                    pending.Add(harness.Relay.RenewAllAsync(CancellationToken.None));
                    break;
                case 17 when clients.Count > 0:
                    clients[with % clients.Count].Block();
                    break;
                case 18:
                    harness.Source.Down = with % 2 == 0;
                    break;
                case 19:
                    history.Add(log.Activities(with % 12));
                    harness.Relay.OnNews([history[^1]]);
                    break;
                default:
                    harness.Relay.OnGap();
                    foreach (var client in clients)
                        pending.Add(client.HealAsync());
                    break;
            }

            if (with % 4 == 0)
                await Task.Yield();
        }

        harness.Source.Down = false;
        clients.Add(harness.Client(log));
        pending.Add(clients[^1].WatchAsync());
        clients.ForEach(client => client.Unblock());
        await Signal.DriveAsync(harness.Time, () =>
        {
            pending.Add(harness.Relay.RenewAllAsync(CancellationToken.None));
            clients.ForEach(client => pending.Add(client.HealAsync()));
            return clients.TrueForAll(client => client.Seq == log.Head && client.Position!.Epoch == log.Epoch);
        }, () => $"head {log.Head}; {string.Join("; ", clients)}");

        // A viewer that left during a watch may still wait for the next retry, which needs the clock.
        var rest = Task.WhenAll(pending);
        await Signal.DriveAsync(harness.Time, () => rest.IsCompleted, () => $"{pending.Count(task => !task.IsCompleted)} watches or renewals do not complete");
        await rest;
        clients.ForEach(client => client.Verify());
        foreach (var client in clients)
            await client.Connection.DisposeAsync();
    }
}
