using System.CommandLine;

namespace Streams.Bench.Page;

internal static class PageCommand
{
    public static Command Create()
    {
        var url = new Option<string>("--url")
        {
            Description = "A running server with the dashboard (`make run`)",
            HelpName = "URL",
            DefaultValueFactory = _ => "http://127.0.0.1:5080",
        };
        url.Validators.Add(given =>
        {
            if (given.Tokens.SingleOrDefault()?.Value is { } text && !(Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
                given.AddError("--url must be an http or https address.");
        });
        var rate = Options.Number("--rate", "Updates/s", 200);
        var seconds = Options.Number("--seconds", "Length of the run, in steps of 10 s", 60, least: PageBench.Step);
        var command = new Command("page", "Measures what the page of a busy stream costs a browser (/usr/bin/chromium).") { url, rate, seconds };
        command.SetAction((given, cancellation) => new PageBench(new(new Uri(given.GetRequiredValue(url)), given.GetValue(rate), given.GetValue(seconds))).RunAsync(cancellation));
        return command;
    }
}
