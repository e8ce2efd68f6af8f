/** Samples of `contract.*`, `proposal.*` and `vote.*` (4-registry 4.7). */
import type { CborMap, CborValue } from 'icn-core';
import { having, idsOf, keysOf, long, type Body, type Sample } from './registry-kit.ts';
import { day, zeros, type RegistryStory } from './registry-story.ts';

const document: CborMap = {
  ccl: 0,
  template: 'simple-vote',
  parameters: { duration: 7 * day },
  name: 'Simple vote',
  explanation: 'More yes than no.',
  rule: { share: [1, 2], strict: true, of: 'cast', quorum: 0 },
  duration: 7 * day,
  grace: 0,
  closes: 'when-all-have-voted',
  effects: ['none'],
};

const effectNames = [
  'anchors.set',
  'contract.deploy',
  'contract.retire',
  'ledger.transfer',
  'member.admit',
  'member.remove',
  'none',
  'policy.set',
];

/** Changes of the document that leave it a document. */
const rightDocuments: readonly (readonly [string, CborMap])[] = [
  ['written by hand, without parameters', { template: null, parameters: {} }],
  ['a template that is not shipped: a matter of the fold', { template: long(32) }],
  ['a name of 80 bytes', { name: long(80) }],
  ['an explanation of 2,000 bytes', { explanation: long(2000) }],
  ['the shortest voting', { duration: 60_000 }],
  ['the longest voting and grace', { duration: 90 * day, grace: 7 * day }],
  ['closes at the deadline', { closes: 'deadline' }],
  ['every effect', { effects: effectNames }],
  [
    'parameters at their limits',
    { parameters: { a: long(80), b: Number.MAX_SAFE_INTEGER, c: Number.MIN_SAFE_INTEGER } },
  ],
  ['a parameter with a name of 32 bytes', { parameters: { [long(32)]: 1 } }],
  ['all have to say yes', { rule: { share: [1, 1], strict: false, of: 'cast', quorum: 100 } }],
];

const wrongDocuments: readonly (readonly [string, CborMap])[] = [
  ['version 1', { ccl: 1 }],
  ['a template of 33 bytes', { template: long(33) }],
  ['a template without a name', { template: '' }],
  ['a name of 81 bytes', { name: long(81) }],
  ['a name of two lines', { name: 'Simple\nvote' }],
  ['an explanation of 2,001 bytes', { explanation: long(2001) }],
  ['no explanation', { explanation: '' }],
  ['an explanation of two lines', { explanation: 'More yes\nthan no.' }],
  ['voting of 59,999 ms', { duration: 59_999 }],
  ['voting of 90 days and 1 ms', { duration: 90 * day + 1 }],
  ['negative grace', { grace: -1 }],
  ['grace of 7 days and 1 ms', { grace: 7 * day + 1 }],
  ['closes some time', { closes: 'never' }],
  ['no effect', { effects: [] }],
  ['an effect that there is not', { effects: ['ledger.mint'] }],
  ['effects out of order', { effects: ['member.remove', 'member.admit'] }],
  ['an effect twice', { effects: ['none', 'none'] }],
  ['a parameter with a name of 33 bytes', { parameters: { [long(33)]: 1 } }],
  ['a parameter without a name', { parameters: { '': 1 } }],
  ['a parameter of 81 bytes', { parameters: { a: long(81) } }],
  ['a parameter that is neither number nor text', { parameters: { a: true } }],
  ['more than everybody', { rule: { share: [1, 1], strict: true, of: 'cast', quorum: 0 } }],
  ['a quorum of 101', { rule: { share: [1, 2], strict: true, of: 'cast', quorum: 101 } }],
  ['a share of 1,001 parts', { rule: { share: [1, 1001], strict: true, of: 'cast', quorum: 0 } }],
];

/** One effect of each kind, with every key it has. */
function effects(story: RegistryStory): readonly CborMap[] {
  const [a = zeros, b = zeros] = idsOf(story, 2);
  return [
    { kind: 'anchors.set', anchors: keysOf(story, 1) },
    { kind: 'contract.deploy', document },
    { kind: 'contract.retire', contract: a },
    { kind: 'ledger.transfer', from: a, to: b, minutes: 90 },
    { kind: 'member.admit', member: a },
    { kind: 'member.remove', member: a },
    { kind: 'none' },
    { kind: 'policy.set', changes: { creditLimit: 600 } },
  ];
}

function kindOf({ kind }: CborMap): string {
  return typeof kind === 'string' ? kind : '';
}

/** Each effect without one of its keys, with one more, and out of range. */
function wrongEffects(story: RegistryStory): readonly (readonly [string, CborValue])[] {
  const [a = zeros, b = zeros] = idsOf(story, 2);
  const transfer = { kind: 'ledger.transfer', from: a, to: b, minutes: 90 };
  const [one = zeros, two = zeros] = keysOf(story, 2);
  // What follows from the sample's first body, the anchors, is not said twice.
  const others = effects(story).slice(1);
  const parts = (effect: CborMap): readonly string[] =>
    Object.keys(effect).filter((name) => name !== 'kind');
  return [
    ...others.flatMap((effect) => [
      [`${kindOf(effect)} with a key more`, having(effect, { x: 1 })] as const,
      ...parts(effect).map((name) => {
        const rest = Object.entries(effect).filter(([key]) => key !== name);
        return [`${kindOf(effect)} without ${name}`, Object.fromEntries(rest)] as const;
      }),
    ]),
    ['a kind that there is not', { kind: 'ledger.mint', to: a, minutes: 90 }],
    ['null', null],
    ['a payment of nothing', having(transfer, { minutes: 0 })],
    ['a payment of 1,000,000,001 minutes', having(transfer, { minutes: 1_000_000_001 })],
    ['two anchors', { kind: 'anchors.set', anchors: [one, two] }],
    ['no anchor', { kind: 'anchors.set', anchors: [] }],
    ['a policy without a change', { kind: 'policy.set', changes: {} }],
    ['a limit out of range', { kind: 'policy.set', changes: { creditLimit: 1_000_000_001 } }],
    [
      'a document out of range',
      { kind: 'contract.deploy', document: having(document, { grace: -1 }) },
    ],
  ];
}

function proposal(story: RegistryStory): Sample {
  const [contract = zeros] = idsOf(story, 1);
  const base: CborMap = {
    contract,
    title: 'A new oven',
    text: 'The old one\n\tis cold.',
    effect: { kind: 'anchors.set', anchors: keysOf(story, 1) },
  };
  const named = (effect: CborMap): Body => [
    `to bring about ${kindOf(effect)}`,
    having(base, { effect }),
  ];
  return {
    type: 'proposal.opened',
    valid: [
      ...effects(story).map(named),
      ['title and text at their limits', having(base, { title: long(120), text: long(8000) })],
      [
        'three anchors',
        having(base, { effect: { kind: 'anchors.set', anchors: keysOf(story, 3) } }),
      ],
    ],
    wrong: [
      ['a title of 121 bytes', having(base, { title: long(121) })],
      ['no title', having(base, { title: '' })],
      ['a title of two lines', having(base, { title: 'A new\noven' })],
      ['a text of 8,001 bytes', having(base, { text: long(8001) })],
      ['no text', having(base, { text: '' })],
      ['a text that turns its direction', having(base, { text: 'Pay \u202eanna' })],
      ['a text with a carriage return', having(base, { text: 'one\r\ntwo' })],
      ...wrongEffects(story).map(
        ([about, effect]) => [`effect: ${about}`, having(base, { effect })] as const,
      ),
    ],
    keys: [['effect', 'anchors', 0]],
  };
}

/** All of them. */
export function governanceSamples(story: RegistryStory): readonly Sample[] {
  const [id = zeros] = idsOf(story, 1);
  const deploy = (changes: CborMap): CborMap => ({ document: having(document, changes) });
  return [
    {
      type: 'contract.deployed',
      valid: [
        ['a contract', deploy({})],
        ...rightDocuments.map(([about, changes]) => [about, deploy(changes)] as const),
      ],
      wrong: wrongDocuments.map(([about, changes]) => [about, deploy(changes)] as const),
      skip: [['document', 'parameters']],
    },
    proposal(story),
    {
      type: 'vote.cast',
      valid: ['yes', 'no', 'abstain'].map((choice) => [choice, { proposal: id, choice }] as const),
      wrong: [
        ['maybe', { proposal: id, choice: 'maybe' }],
        ['in capitals', { proposal: id, choice: 'YES' }],
        ['undecided', { proposal: id, choice: null }],
        ['on nothing', { proposal: null, choice: 'yes' }],
      ],
    },
  ];
}
