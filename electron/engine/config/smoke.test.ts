import {it} from 'vitest';
import {parseConfig} from './parse-config'; import {DESK, EXAMPLE} from './fixtures';
it('x',()=>{ const r=parseConfig(EXAMPLE,DESK); console.log(JSON.stringify(r.ok? {...r.config, fleet:{...r.config.fleet, types:r.config.fleet.types.map(t=>({...t,hosts:t.hosts.length}))}}:r.faults,null,1));
 const bad = EXAMPLE.replace('phases:','phasess:').replace('port: 22','port: ten').replace('within: 20s','within: 20').replace('www[001-112]','www[112-1]').replace('severity: critical','severity: critcal').replace('metric: rate','metrics: rate').replace('kind: count','kind:').replace('artifact: dist/','artifact: { url: 3, sha: x }').replace('build: npm ci && npm run build','build: true').replace('name: shop\n','').replace('jump: bastion.example.com','jump: [a@b@c]');
 const q=parseConfig(bad,DESK); if(!q.ok) for(const f of q.faults) console.log(`${f.line}:${f.column} [${f.text}] ${f.path} — ${f.message} → ${f.hint}`);
});
