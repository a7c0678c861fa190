using Streams.Silo.Hosting;

if (SiloApp.CommandLine.TryPrint(args))
    return 0;

try
{
    await using var app = SiloApp.Build(args);
    SiloApp.OpenData(app);
    await app.RunToEndAsync();
    return 0;
}
catch (Exception exception) when (StartFailure.Describe(exception) is { } message)
{
    await Console.Error.WriteLineAsync($"streams-silo: {message}");
    return 1;
}
