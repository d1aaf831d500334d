Console.WriteLine("usage: FunctionalNet.Benchmarks COMMAND");
