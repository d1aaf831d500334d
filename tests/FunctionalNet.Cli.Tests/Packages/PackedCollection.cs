namespace FunctionalNet.Cli.Tests.Packages;

/// <summary>The tests that share one set of packages.</summary>
[CollectionDefinition(nameof(Packed))]
public sealed class PackedCollection : ICollectionFixture<Packed>;
