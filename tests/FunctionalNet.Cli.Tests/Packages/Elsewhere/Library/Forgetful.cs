using FunctionalNet;

namespace Library;

/// <summary>Saves, and does not look at what came of it: the package warns.</summary>
public static class Forgetful
{
    public static void Save(Tensor<float> numbers) => Npy.Save("numbers.npy", numbers);
}
