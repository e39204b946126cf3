// Keeps everything. The adapter that comes with oidc-provider forgets the oldest of a thousand
// entries, which would look like a revocation to a test that rotates often.
const stored = new Map();
const members = new Map();
const secondary = new Map();

export class MapAdapter {
  constructor(model) {
    this.model = model;
  }

  key(id) {
    return `${this.model}:${id}`;
  }

  async upsert(id, payload) {
    stored.set(this.key(id), payload);
    if (payload.uid) {
      secondary.set(`uid:${payload.uid}`, id);
    }
    if (payload.grantId && this.model !== 'Session') {
      const keys = members.get(payload.grantId) ?? new Set();
      members.set(payload.grantId, keys.add(this.key(id)));
    }
  }

  async find(id) {
    return stored.get(this.key(id));
  }

  async findByUid(uid) {
    return this.find(secondary.get(`uid:${uid}`));
  }

  async findByUserCode() {
    return undefined;
  }

  async consume(id) {
    stored.get(this.key(id)).consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    stored.delete(this.key(id));
  }

  async revokeByGrantId(grantId) {
    for (const key of members.get(grantId) ?? []) {
      stored.delete(key);
    }
    members.delete(grantId);
  }
}
