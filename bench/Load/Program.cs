using Streams.Bench.Load;

return await LoadCommand.RunAsync(args, async (settings, cancellation) =>
{
    try
    {
        return await new LoadBench(settings).RunAsync(cancellation);
    }
    catch (Exception failure) when (failure is ServerFailedException or HttpRequestException or OperationCanceledException)
    {
        // What ended it early is a sentence; anything else is a mistake here and keeps its stack.
        await Console.Error.WriteLineAsync($"bench: {failure.Message}");
        return 1;
    }
});
