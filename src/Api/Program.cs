using Streams.Api.Hosting;
using Streams.Silo.Hosting;

if (StreamsApp.CommandLine.TryPrint(args))
    return 0;

try
{
    await using var app = StreamsApp.Build(args, builder => builder.Services.AddHostedService<Greeting>());
    StreamsApp.OpenData(app);
    await app.RunToEndAsync();
    return 0;
}
catch (Exception exception) when (StartFailure.Describe(exception) is { } message)
{
    // What a person can mend is said in a sentence; anything else keeps its stack.
    await Console.Error.WriteLineAsync($"streams: {message}");
    return 1;
}
