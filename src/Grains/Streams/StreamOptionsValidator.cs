using Microsoft.Extensions.Options;

namespace Streams.Grains.Streams;

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
public sealed partial class StreamOptionsValidator : IValidateOptions<StreamOptions>;
