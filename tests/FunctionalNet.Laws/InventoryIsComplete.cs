using Xunit;

namespace FunctionalNet.Laws;

/// <summary>
/// The laws cover the whole library: a new type that cannot be constructed automatically must be listed in the inventory.
/// </summary>
public class InventoryIsComplete
{
    [Fact]
    public void Of_layers() => Assert.Empty(Unlisted.Types(Inventory.Layers.Values.Select(one => one.Layer)));

    [Fact]
    public void Of_losses() => Assert.Empty(Unlisted.Types(Inventory.Losses.Values.Select(one => one.Loss)));

    [Fact]
    public void Of_optimizers() => Assert.Empty(Unlisted.Types(Inventory.Optimizers.Values));

    [Fact]
    public void Of_schedules() => Assert.Empty(Unlisted.Types(Inventory.Schedules.Values));

    [Fact]
    public void Of_initializers() => Assert.Empty(Unlisted.Types(Inventory.Initializers.Values));
}
