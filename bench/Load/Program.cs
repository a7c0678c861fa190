using Streams.Bench.Load;

return await LoadCommand.RunAsync(args, (settings, cancellation) => new LoadBench(settings).RunAsync(cancellation));
