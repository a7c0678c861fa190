using System.CommandLine;

namespace Streams.Bench.Log;

internal static class LogCommand
{
    public static Command Create()
    {
        var seconds = BenchOptions.Seconds(5);
        var folder = new Option<string?>("--folder") { Description = "Where to create the temporary data folder; its disk is what is measured", HelpName = "FOLDER" };
        var postgres = BenchOptions.Postgres("measured instead of SQLite, with new streams in each run");
        var command = new Command("log", "Measures the event log without a server: acknowledged appends/s and their latency.") { seconds, folder, postgres };
        command.SetAction(async (given, _) =>
        {
            await new LogBench(new(given.GetValue(seconds), given.GetValue(folder), given.GetValue(postgres))).RunAsync();
            return 0;
        });
        return command;
    }
}
