// Where the nodes of a drawn network stand. The same network is always drawn alike: nothing is random.

const STEPS = 250;
const PASSES = 80;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/** Return [x, y] of each node, some 1 apart where linked (Fruchterman and Reingold, 1991). */
export function spread(count, edges) {
  const at = Array.from({ length: count }, (_, i) => [Math.sqrt(i + 0.5) * Math.cos(i * GOLDEN), Math.sqrt(i + 0.5) * Math.sin(i * GOLDEN)]);
  let heat = Math.sqrt(count) / 3;
  for (let step = 0; step < STEPS; step += 1) {
    const move = at.map(([x, y]) => [-0.08 * x, -0.08 * y]); // what hangs on nothing stays near
    for (let i = 0; i < count; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const [dx, dy] = [at[i][0] - at[j][0], at[i][1] - at[j][1]];
        const push = 1 / (dx * dx + dy * dy + 1e-4);
        move[i][0] += dx * push;
        move[i][1] += dy * push;
        move[j][0] -= dx * push;
        move[j][1] -= dy * push;
      }
    }
    for (const [a, b] of edges) {
      const [dx, dy] = [at[a][0] - at[b][0], at[a][1] - at[b][1]];
      const pull = Math.hypot(dx, dy);
      move[a][0] -= dx * pull;
      move[a][1] -= dy * pull;
      move[b][0] += dx * pull;
      move[b][1] += dy * pull;
    }
    move.forEach(([dx, dy], i) => {
      const far = Math.hypot(dx, dy) || 1;
      at[i][0] += (dx / far) * Math.min(far, heat);
      at[i][1] += (dy / far) * Math.min(far, heat);
    });
    heat *= 0.985;
  }
  return at;
}

/** Move boxes, given by their middles and sizes, apart until none lies on another, in place. */
export function part(at, sizes) {
  for (let pass = 0; pass < PASSES; pass += 1) {
    let moved = false;
    for (let i = 0; i < at.length; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const [dx, dy] = [at[i][0] - at[j][0], at[i][1] - at[j][1]];
        const over = [(sizes[i][0] + sizes[j][0]) / 2 - Math.abs(dx), (sizes[i][1] + sizes[j][1]) / 2 - Math.abs(dy)];
        if (over[0] <= 0 || over[1] <= 0) continue;
        moved = true;
        const axis = over[0] < over[1] ? 0 : 1;
        const shift = (over[axis] / 2 + 0.5) * ((axis ? dy : dx) < 0 ? -1 : 1);
        at[i][axis] += shift;
        at[j][axis] -= shift;
      }
    }
    if (!moved) return;
  }
}

// What hangs together, as lists of numbers; the largest first.
function components(count, edges) {
  const root = Array.from({ length: count }, (_, i) => i);
  const find = (i) => (root[i] === i ? i : find(root[i]));
  edges.forEach(([a, b]) => {
    root[find(a)] = find(b);
  });
  const found = new Map();
  root.forEach((_, i) => found.set(find(i), [...(found.get(find(i)) || []), i]));
  return [...found.values()].sort((a, b) => b.length - a.length || a[0] - b[0]);
}

// One component by itself: its places from the corner 0, 0, and its size.
function alone(members, sizes, edges) {
  const number = new Map(members.map((member, i) => [member, i]));
  const own = members.map((member) => sizes[member]);
  const inside = edges.filter(([a]) => number.has(a)).map((edge) => edge.map((end) => number.get(end)));
  const wide = own.reduce((sum, [width]) => sum + width, 0) / own.length;
  const at = spread(own.length, inside).map(([x, y]) => [x * Math.max(90, wide), y * 95]);
  part(at, own);
  const low = [0, 1].map((axis) => Math.min(...at.map((place, i) => place[axis] - own[i][axis] / 2)));
  const high = [0, 1].map((axis) => Math.max(...at.map((place, i) => place[axis] + own[i][axis] / 2)));
  return { members, places: at.map(([x, y]) => [x - low[0], y - low[1]]), width: high[0] - low[0], height: high[1] - low[1] };
}

const GAP = 24;

/** Return the places of boxes of these sizes, and the size of the drawing that holds them all. */
export function placed(sizes, edges) {
  const parts = components(sizes.length, edges).map((members) => alone(members, sizes, edges));
  const area = parts.reduce((sum, { width, height }) => sum + (width + GAP) * (height + GAP), 0);
  const row = Math.max(Math.sqrt(area * 2), ...parts.map(({ width }) => width)); // some twice as wide as high
  const places = [];
  let [x, y, high, wide] = [0, 0, 0, 0];
  for (const { members, places: own, width, height } of parts) {
    if (x && x + width > row) [x, y, high] = [0, y + high + GAP, 0];
    members.forEach((member, i) => {
      places[member] = [own[i][0] + x + GAP / 2, own[i][1] + y + GAP / 2];
    });
    wide = Math.max(wide, x + width);
    high = Math.max(high, height);
    x += width + GAP;
  }
  return { places, width: wide + GAP, height: y + high + GAP };
}
