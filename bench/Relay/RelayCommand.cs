using System.CommandLine;

namespace Streams.Bench.Relay;

internal static class RelayCommand
{
    public static Command Create()
    {
        var api = BenchOptions.Api();
        var watchers = Options.Number("--watchers", "Connections that watch, all streams together", 1_000);
        var streams = Options.Numbers("--streams", "Numbers of streams to measure, one after the other", [1, 50]);
        var rates = Options.Numbers("--rates", "Events/s to measure, all streams together, one rate after the other", [60, 1_000, 5_000]);
        var seconds = BenchOptions.Seconds(10);
        var activities = Options.Number("--activity-every", "Every Nth report is an activity, which frames never merge; the others are progress", 4);
        var postgres = BenchOptions.Postgres("the server uses it instead of SQLite");
        var command = new Command("relay", "Measures the time from a report's due time to the arrival of its event at SignalR watchers, on a server that it starts.")
        {
            api, watchers, streams, rates, seconds, activities, postgres,
        };
        command.SetAction((given, cancellation) => new RelayBench(new(
            Path.GetFullPath(given.GetRequiredValue(api)),
            given.GetValue(watchers),
            given.GetRequiredValue(streams),
            given.GetRequiredValue(rates),
            given.GetValue(seconds),
            given.GetValue(activities),
            given.GetValue(postgres))).RunAsync(cancellation));
        return command;
    }
}
