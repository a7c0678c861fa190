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
    // An error that a person can fix is reported in one sentence; any other keeps its stack trace.
    await Console.Error.WriteLineAsync($"streams: {message}");
    return 1;
}
