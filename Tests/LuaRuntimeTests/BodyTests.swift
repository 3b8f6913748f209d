// Bodies of sweeps: order of results and output, waiting, nesting, random streams.

import Testing

@Suite struct BodyTests {
    private func run(_ script: String, seed: UInt64 = 1) throws -> String {
        let harness = try Harness(seed: seed)
        try harness.addTestBindings()
        return harness.run(script)
    }

    @Test func resultsComeInTheOrderOfTheValues() throws {
        #expect(
            try run("local r = sweep(5, function(i) return ask(10 * i) end) print(table.concat(r, ' '))")
                == "10 20 30 40 50\n")
    }

    @Test func outputComesInTheOrderOfTheValues() throws {
        #expect(
            try run("sweep(3, function(i) print('a', i) ask(i) io.write('b', i, '\\n') end)")
                == "a\t1\nb1\na\t2\nb2\na\t3\nb3\n")
    }

    @Test func requestsAreInFlightTogether() throws {
        let harness = try Harness()
        try harness.addTestBindings()
        harness.run("sweep(8, function(i) return ask(i) end)")
        #expect(harness.room.waits == 8)
        #expect(harness.room.pending.isEmpty)
    }

    @Test func sweepsNest() throws {
        #expect(
            try run(
                """
                local r = sweep(3, function(i)
                  local inner = sweep(2, function(j) return ask(10 * i + j) end)
                  return inner[1] + inner[2]
                end)
                print(table.concat(r, ' '))
                """) == "23 43 63\n")
    }

    @Test func aBodyMayCatchAFailedRequest() throws {
        #expect(
            try run("local r = sweep(2, function(i) local ok, e = pcall(ask, 'bad') return e end) print(r[2])")
                == "t.lua:1: bad answer\n")
    }

    @Test func theLowestFailureIsRaised() throws {
        #expect(try run("sweep(4, function(i) ask(i) if i > 1 then error('at ' .. i, 0) end end)") == "at 2")
    }

    @Test func streamsDoNotDependOnTheOrderOfRunning() throws {
        let script = "local r = sweep(4, function(i) %@ return math.random(1000) end) print(table.concat(r, ' '))"
        let plain = try run(script.replacing("%@", with: ""))
        #expect(try run(script.replacing("%@", with: "ask(i)")) == plain)
        #expect(try run(script.replacing("%@", with: ""), seed: 2) != plain)
        #expect(Set(plain.split(separator: " ")).count == 4)
    }

    @Test func randomNumbersAreAsTheManualHasThem() throws {
        #expect(
            try run(
                "for i = 1, 1000 do local x = math.random() assert(x >= 0 and x < 1) local k = math.random(6) "
                    + "assert(math.type(k) == 'integer' and k >= 1 and k <= 6) k = math.random(-2, 2) assert(k >= -2 "
                    + "and k <= 2) end print(math.type(math.random(0)))"
            )
                == "integer\n")
        // Intervals wider than the largest integer, both ends included.
        #expect(
            try run(
                """
                local low, high = 0, 0
                for i = 1, 2000 do
                    local k = math.random(0, math.maxinteger)
                    assert(k >= 0)
                    k = math.random(math.mininteger, -1)
                    assert(k < 0)
                    k = math.random(-2, math.maxinteger)
                    assert(k >= -2)
                    k = math.random(math.mininteger, math.maxinteger)
                    if k < 0 then low = low + 1 else high = high + 1 end
                    k = math.random(math.mininteger // 2 - 1, math.maxinteger // 2 + 2)
                    assert(k >= math.mininteger // 2 - 1 and k <= math.maxinteger // 2 + 2)
                    assert(math.random(math.maxinteger, math.maxinteger) == math.maxinteger)
                end
                print(low > 900 and high > 900)
                """) == "true\n")
        #expect(
            try run("math.random(0, -1)")
                == "t.lua:1: bad argument '2' to 'random' (interval is empty)")
        #expect(
            try run("math.randomseed(7) local a = math.random() math.randomseed(7) print(a == math.random())")
                == "true\n")
    }

    @Test func waitingInPlaceFeedsTheRoom() throws {
        #expect(try run("print(ask(5))") == "5\n")
    }

    @Test func globalsCanBeSetOutside() throws {
        #expect(try run("x = 1 x = x + 1 print(x, _G.x, rawget(_G, 'x'))") == "2\t2\tnil\n")
    }
}
