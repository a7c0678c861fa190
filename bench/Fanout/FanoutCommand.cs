using System.CommandLine;
using Streams.Bench.Fanout.Peers;

namespace Streams.Bench.Fanout;

internal static class FanoutCommand
{
    public static Command Create()
    {
        var api = BenchOptions.Api();
        var peers = Names("--peers", "Measure only these servers, separated by commas; without it, all that are installed", Peer.Names);
        var only = Names("--only", "Measure only these parts, separated by commas; without it, all", FanoutSettings.Parts);
        var rounds = Options.Number("--rounds", "How often each server is measured; the table shows medians", 3);
        var seconds = BenchOptions.Seconds(8);
        var warmUp = Options.Number("--warm-up", "Seconds of load before the first latency of a server is measured: with 3, it is still compiling", 20);
        var command = new Command("peers", "Measures Streams next to servers that fan out events and store nothing: raw SignalR, Socket.IO, Nchan and Centrifuge.")
        {
            api, peers, only, rounds, seconds, warmUp,
        };
        command.SetAction((given, cancellation) => new FanoutBench(new(
            Path.GetFullPath(given.GetRequiredValue(api)),
            given.GetRequiredValue(peers),
            given.GetRequiredValue(only),
            given.GetValue(rounds),
            TimeSpan.FromSeconds(given.GetValue(seconds)),
            TimeSpan.FromSeconds(given.GetValue(warmUp)))).RunAsync(cancellation));
        return command;
    }

    private static Option<string[]> Names(string name, string description, string[] all) => new(name)
    {
        Description = $"{description}: {string.Join(", ", all)}",
        HelpName = "NAME,NAME",
        DefaultValueFactory = _ => all,
        CustomParser = given =>
        {
            var names = given.Tokens.SelectMany(token => token.Value.Split(',')).ToArray();
            if (names.Except(all).FirstOrDefault() is { } unknown)
                given.AddError($"{name}: '{unknown}' is none of {string.Join(", ", all)}.");
            return names;
        },
    };
}
