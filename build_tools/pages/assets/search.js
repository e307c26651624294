// The search: build_tools/search/text.py and ranking.py carried over line by line. What is written there is not said again here.
// A test asks both the same questions and wants the same answers, so whoever changes one changes the other.
"use strict";

var KbSearch = (function () {
  var STOP_WORDS = new Set(("a about all an and any are as at be been by can column columns contain contains data dataset did do does field fields" +
    " find for from get go goes got had has have he her his hold holds how i if in include included includes is it its leo" +
    " me my of on or she so some table tables than that the their them then there these they this those to up variable" +
    " variables was we went were what when where which who whose why will with would you").split(" "));
  var KINDS = ["variable", "concept", "recipe", "linkage", "table", "key", "code_list", "family", "source", "not_held", "page"];
  var BY_WORDS = ["concept", "recipe", "linkage", "table", "key", "source", "family", "variable", "code_list", "not_held", "page"];
  var MEANT = ["concept", "key", "linkage"];
  var HOW = "nroafcpi";
  var NAME = 12, ALIAS = 11, TITLE = 10, PART = 9, SYNONYM = 6, TABLE = 5, LABEL = 4, TEXT = 2;
  var WHOLE_TITLE = 3, FULL = 1024, MANY_CODES = 100, MOST_WORDS = 12;

  var PARTS = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;
  var PLACEHOLDER = /_?\[(?:term|yy|n)\]/gi;
  var INSIDE = /[a-z0-9]\[(?:term|yy|n)\][a-z0-9]/i;
  var YEAR_OR_TERM = /(?:_(?:ab|ex)?(?:aut(?:umn)?|spr(?:ing)?|sum(?:mer)?)?_?(?:19|20)?\d\d|(?:aut|spr|sum)\d\d)(?=_anon$|$)/i;

  function signs(text) { return text.toLowerCase().match(/[a-z0-9]+/g) || []; }
  function plain(text) { return text.replace(/['’]/g, ""); }
  function squash(text) { return signs(text).join(""); }
  function stem(word) {
    if (word.length <= 3 || !word.endsWith("s") || /(ss|us|is)$/.test(word)) return word;
    if (word.endsWith("ies") && word.length > 4) return word.slice(0, -3) + "y";
    return word.endsWith("sses") ? word.slice(0, -2) : word.slice(0, -1);
  }
  function wordsOf(text) { return signs(plain(text)).map(stem); }
  function chunksOf(text) { return text.split(/[ \t\r\n]+/).filter(Boolean); }
  function meaning(text) {
    var words = signs(plain(text)), telling = words.filter(function (word) { return !STOP_WORDS.has(word); });
    return unique((telling.length ? telling : words).map(stem)).sort().join(" ");
  }
  function bare(name) { return INSIDE.test(name) ? name : name.replace(PLACEHOLDER, ""); }
  function partsOf(name) { return (name.replace(PLACEHOLDER, "").match(PARTS) || []).map(function (part) { return stem(part.toLowerCase()); }); }
  function withoutYear(name) { return name.replace(YEAR_OR_TERM, ""); }
  function distance(first, second, most) {
    if (Math.abs(first.length - second.length) > most) return most + 1;
    var before = [], last = [], now;
    for (var start = 0; start <= second.length; start++) last.push(start);
    for (var row = 1; row <= first.length; row++) {
      now = [row];
      var least = row;
      for (var column = 1; column <= second.length; column++) {
        var same = first[row - 1] === second[column - 1];
        var cost = Math.min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (same ? 0 : 1));
        if (row > 1 && column > 1 && first[row - 1] === second[column - 2] && first[row - 2] === second[column - 1])
          cost = Math.min(cost, before[column - 2] + 1);
        now.push(cost);
        if (cost < least) least = cost;
      }
      if (least > most) return most + 1;
      before = last;
      last = now;
    }
    return last[last.length - 1];
  }
  function letters(word) {
    var found = 0;
    for (var place = 0; place < word.length; place++) {
      var code = word.charCodeAt(place);
      found |= 1 << (code >= 97 ? code - 97 : 26 + (code - 48) % 5);
    }
    return found;
  }
  function bits(number) {
    var count = 0;
    for (; number; count++) number &= number - 1;
    return count;
  }
  function unique(list) { return Array.from(new Set(list)); }
  function fill(list, value, times) { for (var index = 0; index < times; index++) list.push(value); }
  function push(map, key, value) {
    var list = map.get(key);
    if (list) list.push(value); else map.set(key, [value]);
  }
  function from(sorted, key) {
    var low = 0, high = sorted.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (sorted[middle] < key) low = middle + 1; else high = middle;
    }
    return low;
  }
  function unpacked(item) {
    var parts = item.slice(1).split("~");
    if (parts.length === 1) return parts;
    var keys = [];
    parts[2].split(",").forEach(function (part) {
      var ends = part.split("-"), last = Number(ends[1] || ends[0]);
      for (var number = Number(ends[0]); number <= last; number++)
        keys.push(parts[0] + parts[1] + String(number).padStart(ends[0].length, "0") + parts[3]);
    });
    return keys;
  }
  function notColumnOrId(holder) { return !"ci".includes(HOW[holder[0]]); }
  function holds(words, start) {
    for (var word of words) if (word.startsWith(start)) return true;
    return false;
  }

  class Searcher {
    constructor(names, words) {
      this.names = names;
      this.count = names.stems.length;
      this.kinds = [];
      fill(this.kinds, "variable", this.count);
      this.tableOf = [];
      names.tables.forEach(function (table, place) { fill(this.tableOf, place, table[3]); }, this);
      this.ids = names.stems.map(function (stem, record) { return names.tables[this.tableOf[record]][0] + "." + stem; }, this);
      this.shown = names.names.map(function (name, record) { return name || names.stems[record]; });
      this.titles = names.titles.slice();
      names.others.forEach(function (other) {
        this.kinds.push(other[0]);
        this.ids.push(other[1]);
        this.shown.push(other[2]);
        this.titles.push(other[2]);
      }, this);
      this.titleWords = this.titles.map(function (title) {
        var words = new Set(wordsOf(title)), count = 0;
        words.forEach(function (word) { if (!STOP_WORDS.has(word)) count++; });
        return count;
      });
      this.meant = new Map();
      this.keys = new Map();
      this.postings = new Map();
      this.members = new Map();
      this.wholeLabels = new Map();
      this.longLists = [];
      this.unfilled = new Set();
      this.users = new Map();
      this.codes = new Map();
      this.labels = new Map();
      this.codeGroups = new Map();
      this.listOf = [];
      this.first = {};
      this.kinds.forEach(function (kind, record) { if (!(kind in this.first)) this.first[kind] = record; }, this);
      this.addKeys();
      this.addWords();
      this.sortedKeys = Array.from(this.keys.keys()).filter(function (key) { return !this.unfilled.has(key); }, this).sort();
      this.groups = names.groups.map(function (group) {
        var at = 0;
        return new Set(group[1].map(function (step) { return at += step; }));
      });
      this.phrases = new Map();
      this.longest = 1;
      names.groups.forEach(function (group, place) {
        group[0].forEach(function (phrase) {
          if (!this.phrases.has(phrase)) this.phrases.set(phrase, place);
          this.longest = Math.max(this.longest, phrase.split(" ").length);
        }, this);
      }, this);
      this.hasWords = false;
      this.sortVocabulary();
      if (words) this.addCodesAndTexts(words);
    }
    sortVocabulary() {
      this.vocabulary = Array.from(this.postings.keys()).sort();
      this.lettersOfWords = null;
    }
    // What only typing errors and halves of names need is made when the first of them comes.
    get wordLetters() {
      if (!this.lettersOfWords) {
        this.lettersOfWords = new Map();
        this.vocabulary.forEach(function (word) { if (word.length >= 4) this.lettersOfWords.set(word, letters(word)); }, this);
      }
      return this.lettersOfWords;
    }
    get base() {
      if (!this.lettersOfNames) {
        this.lettersOfNames = new Map();
        this.keys.forEach(function (holders, key) {
          if (holders.some(notColumnOrId)) this.lettersOfNames.set(key, letters(key));
        }, this);
      }
      return this.lettersOfNames;
    }
    addKeys() {
      var names = this.names, self = this;
      function add(key, how, record) { if (key) push(self.keys, key, [HOW.indexOf(how), record]); }
      function addItems(items, record) {
        if (items) items.split(" ").forEach(function (item) { unpacked(item).forEach(function (key) { add(key, item[0], record); }); });
      }
      for (var record = 0; record < this.count; record++) {
        var name = this.shown[record];
        var current = unique([squash(name), squash(bare(name)), squash(names.stems[record])]), idKey = squash(this.ids[record]);
        if (bare(name) !== name) this.unfilled.add(squash(name));
        current.forEach(function (key) { add(key, "n", record); });
        if (!current.includes(idKey)) add(idKey, "i", record);
        addItems(names.keys[record], record);
      }
      names.others.forEach(function (other, place) {
        unique([squash(other[1]), other[0] === "not_held" ? "" : squash(other[2])]).forEach(function (key) { add(key, "n", self.count + place); });
        addItems(other[3], self.count + place);
      });
    }
    addWords() {
      var names = this.names, first = this.first;
      for (var record = 0; record < this.count; record++) {
        this.post(partsOf(this.shown[record]), record, PART);
        this.post(wordsOf(this.titles[record]), record, TITLE);
        if (names.concepts[record] >= 0) push(this.members, first.concept + names.concepts[record], record);
        push(this.members, first.table + this.tableOf[record], record);
      }
      names.others.forEach(function (other, place) {
        var record = this.count + place;
        var byName = other[0] === "not_held" && !other[4], phrases = other[4] ? other[4].split("|") : [];
        this.post(wordsOf(other[2]), record, byName ? SYNONYM : TITLE);
        if (byName) this.post(partsOf(other[1]), record, SYNONYM);
        phrases.forEach(function (phrase) { this.post(wordsOf(phrase), record, SYNONYM); }, this);
        if (MEANT.includes(other[0]) || ((other[0] === "not_held" || other[0] === "page") && other[4]))
          unique([other[2]].concat(phrases).map(meaning)).forEach(function (phrase) { push(this.meant, phrase, record); }, this);
      }, this);
      names.tables.forEach(function (table, place) {
        this.post(partsOf(table[0]), first.table + place, PART);
        this.post(table[4].split(" "), first.table + place, TABLE);
      }, this);
    }
    post(words, record, weight) {
      unique(words).forEach(function (word) { if (word) push(this.postings, word, [record, weight]); }, this);
    }
    addCodesAndTexts(words) {
      var start = this.first.code_list || 0;
      words.list_of.forEach(function (place, record) {
        if (place >= 0) {
          push(this.users, start + place, record);
          this.listOf[record] = start + place;
        }
      }, this);
      words.lists.forEach(function (list) {
        this.codeGroups.set(start + list[0], list[2]);
        if (list[1].length > MANY_CODES) this.longLists.push(start + list[0]);
      }, this);
      words.lists.map(function (list) { return [start + list[0], list[1]]; }).concat(words.codes).forEach(function (owner) {
        var record = owner[0], phrases = owner[1].map(function (code) { return wordsOf(code[1]); });
        this.labels.set(record, owner[1]);
        this.post([].concat.apply([], phrases), record, LABEL);
        unique(phrases.filter(function (words) { return words.length > 1; }).map(function (words) { return words.join(" "); })).forEach(function (phrase) {
          push(this.wholeLabels, phrase, record);
        }, this);
        unique(owner[1].map(function (code) { return squash(code[0]); })).forEach(function (code) { push(this.codes, code, record); }, this);
      }, this);
      words.texts.forEach(function (text, record) { this.post(text.split(" "), record, TEXT); }, this);
      this.hasWords = true;
      this.sortVocabulary();
    }
    search(query, limit) {
      var found = new Map();
      for (var hit of this.stages(query)) {
        if (!found.has(hit[0])) found.set(hit[0], this.kinds[hit[0]] === "not_held" ? this.notHeld(hit[0]) : hit[1]);
        if (found.size >= limit) break;
      }
      // why is asked of those that are shown, and to say it of all would take longer than to find them
      return Array.from(found, function (pair) { return { record: pair[0], get why() { return typeof pair[1] === "function" ? pair[1]() : pair[1]; } }; });
    }
    notHeld(record) {
      var near = this.names.others[record - this.count][6];
      return near ? "not in LEO; closest: " + near : "not in LEO";
    }
    * stages(query) {
      query = chunksOf(query).join(" ");
      var key = squash(query), self = this;
      if (!key) return;
      var meant = (this.meant.get(meaning(query)) || []).map(function (record) {
        return [record, self.kinds[record] === "page" ? "a guide to it" : "another word for " + self.shown[record]];
      });
      function away(hit) { return self.kinds[hit[0]] === "not_held"; }
      var stripped = squash(withoutYear(query)), named = this.named(key);
      yield* named[0];
      if (!named[0].length) { // a column with its view and database in front, or of a year or term that no view has
        named = this.named(squash(query.slice(query.lastIndexOf(".") + 1)));
        yield* named[0];
      }
      var exact = named[0];
      if (!exact.length) yield* this.named(stripped)[0].map(function (hit) { return [hit[0], "without its year or term: " + self.shown[hit[0]]]; });
      if (query.includes("=")) yield* this.codeAndLabel(query);
      var beginning = this.beginning(squash(bare(query)), query.includes("."));
      yield* meant.filter(away);
      yield* named[1];
      yield* beginning[0];
      for (var kind of ["key", "concept"]) yield* meant.filter(function (hit) { return self.kinds[hit[0]] === kind; });
      yield* beginning[1];
      yield* meant.filter(function (hit) { return self.kinds[hit[0]] === "page"; });
      yield* meant;
      yield* beginning[2];
      var typed = unique([key, stripped]), half = query.includes("_") && !query.includes(" "); // of a name, and no words
      if (half) for (var part of typed) yield* this.inside(part);
      var units = this.units(query), scored = this.score(units), total = scored.total, corrected = scored.taken.has("error");
      var needed = 0;
      units.forEach(function (unit) { needed += unit.words.length; });
      (this.wholeLabels.get(wordsOf(query).join(" ")) || []).forEach(function (record) {
        [record].concat(self.users.get(record) || []).forEach(function (each) {
          total.set(each, Math.max(total.get(each) || 0, needed * (FULL + SYNONYM)));
        });
      });
      this.together(total, [].concat.apply([], units.map(function (unit) { return unit.words.map(function (pair) { return pair[1]; }); })));
      function guide(record) { return self.kinds[record] === "page" && Math.floor(total.get(record) / FULL) === needed && total.get(record) % FULL <= needed * TEXT; }
      var some = Array.from(total.keys()), guides = some.filter(guide);
      some = some.filter(function (record) { return !guide(record); });
      var full = some.filter(function (record) { return Math.floor(total.get(record) / FULL) === needed; });
      var alike = exact.length || (full.length && !corrected) ? [] : this.alike(typed);
      var codes = Array.from(this.owners(squash(query.replace(/^code /i, "")), []));
      if (scored.taken.size) { // before words that are only alike
        yield* codes;
        yield* alike;
      }
      yield* this.byWords(full, total, units, needed);
      yield* codes;
      if (!half) for (part of typed) yield* this.inside(part);
      yield* alike;
      if (!exact.length && !full.length && !alike.length && !codes.length) yield* this.byWords(some, total, units, needed);
      yield* this.byWords(guides, total, units, needed);
    }
    named(key) {
      var self = this, found = this.holders(key).sort(this.byRight.bind(this)).map(function (holder) { return [holder[1], self.whyName(holder)]; });
      return [false, true].map(function (away) { return found.filter(function (hit) { return (self.kinds[hit[0]] === "not_held") === away; }); });
    }
    holders(key) { return (this.keys.get(key) || []).slice().sort(this.byName.bind(this)); }
    byRight(one, other) {
      var self = this;
      function first(holder) {
        var how = HOW[holder[0]], variable = holder[1] < self.count;
        return how === "p" ? 4 : variable && how === "n" ? 0 : self.kinds[holder[1]] === "key" ? 1 : variable ? 2 : 3;
      }
      return first(one) - first(other) || this.byName(one, other);
    }
    byName(one, other) {
      return one[0] - other[0] || KINDS.indexOf(this.kinds[one[1]]) - KINDS.indexOf(this.kinds[other[1]]) || one[1] - other[1];
    }
    whyName(holder) {
      var record = holder[1], shown = this.shown[record], how = HOW[holder[0]];
      if (how === "n" || how === "i") return "";
      if (how === "r" || how === "o") return "old name of " + shown;
      if (how === "a") return "another name of " + shown;
      if (how === "f") return "field reference of " + shown;
      if (how === "c") return (this.kinds[record] === "table" ? "view of " : "column of ") + shown;
      return "part of the name " + shown;
    }
    beginning(key, withIds) {
      if (key.length < 3) return [[], [], []];
      var best = new Map(), self = this;
      for (var place = from(this.sortedKeys, key); place < this.sortedKeys.length && this.sortedKeys[place].startsWith(key); place++) {
        this.keys.get(this.sortedKeys[place]).forEach(function (holder) {
          var kind = self.kinds[holder[1]], how = HOW[holder[0]];
          if (how === "i" && !withIds) return;
          var rank = kind === "table" || kind === "source" ? 0 : kind === "not_held" ? 4 : how === "n" || how === "i" ? 1 : how === "c" ? 3 : 2;
          if (!best.has(holder[1]) || rank < best.get(holder[1])) best.set(holder[1], rank);
        });
      }
      var words = ["", "", "an old name begins with it", "a column begins with it", ""];
      var ranked = Array.from(best, function (pair) { return [pair[1], pair[0]]; }).sort(function (one, other) { return self.byName(one, other); });
      return [0, 1, 2].map(function (step) {
        return ranked.filter(function (pair) { return Math.min(pair[0], 2) === step; }).map(function (pair) { return [pair[1], words[pair[0]]]; });
      });
    }
    units(query) {
      var typed = [], loud = new Set(), self = this;
      chunksOf(query).forEach(function (chunk) {
        var joined = squash(chunk);
        if (chunk.includes("_") && self.keys.has(joined)) typed.push(joined);
        else typed = typed.concat(signs(plain(chunk)));
        if (/[A-Z]/.test(chunk) && !/[a-z]/.test(chunk)) signs(plain(chunk)).forEach(function (word) { loud.add(word); });
      });
      typed = typed.slice(0, MOST_WORDS);
      var pairs = typed.map(function (word) { return [word, stem(word)]; }), units = [];
      for (var place = 0; place < pairs.length;) {
        var taken = 0;
        for (var length = Math.min(this.longest, pairs.length - place); length > 0 && !taken; length--) {
          var phrase = pairs.slice(place, place + length), group = this.phrases.get(phrase.map(function (pair) { return pair[1]; }).join(" "));
          // `he` is a person, and higher education only in capitals or where it is all that was typed
          var word = pairs[place][0], quiet = length === 1 && STOP_WORDS.has(word) && !loud.has(word) && pairs.length > 1;
          if (group !== undefined && !quiet) {
            units.push({ words: phrase, group: group });
            taken = length;
          }
        }
        if (!taken) {
          if (!STOP_WORDS.has(pairs[place][0])) units.push({ words: [pairs[place]], group: -1 });
          taken = 1;
        }
        place += taken;
      }
      return units.length ? units : pairs.map(function (pair) { return { words: [pair], group: -1 }; });
    }
    score(units) {
      var total = new Map(), taken = new Set(), self = this;
      var alone = units.reduce(function (count, unit) { return count + unit.words.length; }, 0) === 1;
      units.forEach(function (unit) {
        var values = new Map();
        unit.words.forEach(function (pair) {
          var found = self.weights(pair[0], pair[1], unit.group >= 0, alone);
          if (found.taken) taken.add(found.taken);
          found.weights.forEach(function (weight, record) { values.set(record, (values.get(record) || 0) + FULL + weight); });
        });
        if (unit.group >= 0) {
          var whole = unit.words.length * (FULL + SYNONYM);
          self.groups[unit.group].forEach(function (record) { if ((values.get(record) || 0) < whole) values.set(record, whole); });
        }
        values.forEach(function (value, record) { total.set(record, (total.get(record) || 0) + value); });
      });
      return { total: total, taken: taken };
    }
    together(total, words) {
      this.longLists.forEach(function (owner) {
        var byLabel = [owner].concat(this.users.get(owner) || []).filter(function (each) {
          var value = total.get(each) || 0;
          return 2 * FULL <= value && value % FULL <= Math.floor(value / FULL) * LABEL;
        });
        if (!byLabel.length) return;
        var most = 0;
        this.labels.get(owner).forEach(function (code) {
          var held = wordsOf(code[1]);
          most = Math.max(most, words.filter(function (word) { return holds(held, word); }).length);
        });
        byLabel.forEach(function (each) { total.set(each, Math.min(total.get(each), most * (FULL + LABEL))); });
      }, this);
    }
    weights(typed, word, known, alone) {
      var weights = new Map(), self = this;
      function add(record, weight) { if (weight > (weights.get(record) || 0)) weights.set(record, weight); }
      function take(found, less) {
        self.postings.get(found).forEach(function (posting) {
          var record = posting[0], weight = posting[1];
          add(record, weight - less);
          if (weight === LABEL) (self.users.get(record) || []).forEach(function (user) { add(user, LABEL - 1 - less); });
          else if (weight >= TABLE && self.members.has(record)) {
            var shared = self.kinds[record] === "table" ? TABLE : SYNONYM;
            self.members.get(record).forEach(function (member) { add(member, shared - less); });
          }
        });
      }
      (this.keys.get(typed) || []).forEach(function (holder) {
        add(holder[1], "ni".includes(HOW[holder[0]]) ? NAME : ALIAS);
      });
      if (this.postings.has(word)) take(word, 0);
      if (word.length >= 3)
        for (var place = from(this.vocabulary, word); place < this.vocabulary.length && this.vocabulary[place].startsWith(word); place++)
          if (this.vocabulary[place] !== word) take(this.vocabulary[place], 1);
      if (!weights.size && !known && !alone) {
        (this.codes.get(typed) || []).forEach(function (record) {
          add(record, LABEL);
          (self.users.get(record) || []).forEach(function (user) { add(user, LABEL - 1); });
        });
        if (weights.size) return { weights: weights, taken: "code" };
      }
      if (weights.size || known || word.length < 4) return { weights: weights, taken: "" };
      var near = this.near(word, this.wordLetters);
      near.forEach(function (other) { take(other, 1); });
      return { weights: weights, taken: near.length ? "error" : "" };
    }
    near(word, known) {
      var best = [], most = word.length < 6 ? 1 : 2, own = letters(word);
      known.forEach(function (others, other) {
        if (Math.abs(other.length - word.length) > most || bits(own & ~others) > most || bits(others & ~own) > most) return;
        var far = distance(word, other, most);
        if (far < most) {
          best = [];
          most = far;
        }
        if (far === most) best.push(other);
      });
      return best.sort();
    }
    alike(keys) {
      var self = this;
      for (var key of keys) {
        if (key.length < 4) continue;
        var holders = [];
        this.near(key, this.base).forEach(function (other) {
          holders = holders.concat(self.keys.get(other).filter(notColumnOrId));
        });
        if (holders.length)
          return holders.sort(this.byName.bind(this)).map(function (holder) { return [holder[1], "close to what you typed: " + self.shown[holder[1]]]; });
      }
      return [];
    }
    * byWords(records, total, units, needed) {
      var self = this;
      var rows = records.map(function (record) {
        var value = total.get(record), held = Math.floor(value / FULL);
        if (held === needed && held === self.titleWords[record] && value % FULL >= needed * PART) value += WHOLE_TITLE;
        return [-value, BY_WORDS.indexOf(self.kinds[record]), self.titleWords[record], record];
      });
      rows.sort(function (one, other) { return one[0] - other[0] || one[1] - other[1] || one[2] - other[2] || one[3] - other[3]; });
      for (var row of rows) yield [row[3], this.whyWords.bind(this, row[3], total.get(row[3]), units)];
    }
    whyWords(record, value, units) {
      var own = new Set(wordsOf(this.titles[record]).concat(partsOf(this.shown[record]))), missing = [];
      units.forEach(function (unit) { unit.words.forEach(function (pair) { if (!holds(own, pair[1])) missing.push(pair[1]); }); });
      if (!missing.length) return "";
      var code = this.codeWith(record, missing);
      if (code) return code;
      for (var unit of units) {
        if (unit.group < 0 || !this.groups[unit.group].has(record) || !unit.words.some(function (pair) { return missing.includes(pair[1]); })) continue;
        var said = unit.words.map(function (pair) { return pair[1]; }).join(" ");
        return "also searched: " + this.names.groups[unit.group][0].filter(function (phrase) { return phrase !== said; }).slice(0, 3).join(", ");
      }
      return value % FULL >= Math.floor(value / FULL) * TABLE - 1 ? "" : "in its description or its table";
    }
    codeWith(record, words) {
      var best = 0, found = "", owner = this.codesAt(record), self = this;
      (this.labels.get(owner) || []).forEach(function (code) {
        var held = wordsOf(code[1]), count = words.includes(stem(squash(code[0]))) ? 1 : 0;
        words.forEach(function (word) { if (holds(held, word)) count++; });
        if (count > best) {
          best = count;
          found = self.codeWords(owner, code);
        }
      });
      return found;
    }
    codesAt(record) { return this.labels.has(record) ? record : this.listOf[record]; }
    codeWords(owner, code) {
      var group = (this.codeGroups.get(owner) || []).find(function (each) { return code[0].startsWith(each[0]); });
      return "code " + code[0] + (code[1] ? " = " + code[1] : "") + (group ? " (" + group[1] + ")" : "");
    }
    // Which of its codes a hit is for, as its place in the list, and how many there are; nothing where it is for none.
    codeOf(hit) {
      if (!hit.why.startsWith("code ")) return null;
      var owner = this.codesAt(hit.record), codes = this.labels.get(owner) || [], self = this;
      var place = codes.findIndex(function (code) { return self.codeWords(owner, code) === hit.why; });
      return place < 0 ? null : { code: codes[place][0], place: place, count: codes.length };
    }
    * codeAndLabel(query) {
      var at = query.indexOf("=");
      yield* this.owners(squash(query.slice(0, at)), wordsOf(query.slice(at + 1)));
    }
    * owners(code, words) {
      var lists = [], others = [], self = this;
      (this.codes.get(code) || []).forEach(function (record) {
        var pair = self.labels.get(record).find(function (each) {
          var held = wordsOf(each[1]);
          return squash(each[0]) === code && words.every(function (word) { return holds(held, word); });
        });
        if (!pair) return;
        var why = self.codeWords(record, pair);
        (self.kinds[record] === "code_list" ? lists : others).push([record, why]);
        (self.users.get(record) || []).forEach(function (user) { others.push([user, why]); });
      });
      yield* lists;
      yield* others.sort(function (one, other) { return one[0] - other[0]; });
    }
    * inside(key) {
      if (key.length < 4) return;
      var found = [];
      for (var other of this.base.keys()) if (other.includes(key)) found = found.concat(this.keys.get(other).filter(notColumnOrId));
      found.sort(this.byName.bind(this));
      for (var holder of found) yield [holder[1], "part of its name"];
    }
  }

  return { Searcher: Searcher, squash: squash };
})();
