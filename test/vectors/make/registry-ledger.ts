/** Samples of `ledger.*` and `hours.*` (4-registry 4.6). */
import type { CborMap, CborValue } from 'icn-core';
import { idsOf, long, type Sample } from './registry-kit.ts';
import { zeros, type RegistryStory } from './registry-story.ts';

const integerMax = Number.MAX_SAFE_INTEGER;
const amountMax = 1_000_000_000;

function hours(id: Uint8Array): readonly Sample[] {
  return [
    {
      type: 'hours.logged',
      valid: [
        ['a morning', { day: 20_700, minutes: 240 }],
        ['a minute', { day: 20_700, minutes: 1 }],
        ['a whole day', { day: 20_700, minutes: 1440 }],
        ['the last day there is: a matter of the fold', { day: integerMax, minutes: 1 }],
        ['the first day there is: a matter of the fold', { day: -integerMax, minutes: 1 }],
      ],
      wrong: [
        ['no minutes', { day: 20_700, minutes: 0 }],
        ['1,441 minutes', { day: 20_700, minutes: 1441 }],
        ['fewer than no minutes', { day: 20_700, minutes: -240 }],
      ],
    },
    {
      type: 'hours.confirmed',
      valid: [['an entry', { entry: id }]],
      wrong: [['no entry', { entry: null }]],
    },
  ];
}

function payments(id: Uint8Array): readonly Sample[] {
  return [
    {
      type: 'ledger.transferred',
      valid: [
        ['a payment', { to: id, minutes: 90 }],
        ['a minute', { to: id, minutes: 1 }],
        ['the largest amount', { to: id, minutes: amountMax }],
      ],
      wrong: [
        ['nothing', { to: id, minutes: 0 }],
        ['less than nothing', { to: id, minutes: -90 }],
        ['1,000,000,001 minutes', { to: id, minutes: amountMax + 1 }],
        ['to nobody', { to: null, minutes: 90 }],
      ],
    },
    {
      type: 'ledger.withdrawn',
      valid: [['an entry', { entry: id }]],
      wrong: [['no entry', { entry: null }]],
    },
    {
      type: 'ledger.correction-proposed',
      valid: [
        ['less', { entry: id, minutes: 60 }],
        ['nothing at all', { entry: id, minutes: 0 }],
        ['the largest number: a matter of the fold', { entry: id, minutes: integerMax }],
      ],
      wrong: [['less than nothing', { entry: id, minutes: -1 }]],
    },
    {
      type: 'ledger.correction-agreed',
      valid: [['a correction', { correction: id }]],
      wrong: [['no correction', { correction: null }]],
    },
  ];
}

function accounts(story: RegistryStory): readonly Sample[] {
  const ids = idsOf(story, 201);
  const [a = zeros, b = zeros] = ids;
  const rows = (count: number): CborMap => ({ balances: ids.slice(0, count).map((id) => [id, 1]) });
  const one = (minutes: CborValue): CborMap => ({ balances: [[a, minutes]] });
  return [
    {
      type: 'ledger.account-opened',
      valid: [
        ['a name', { name: 'Oven' }],
        ['a name of 80 bytes', { name: long(80) }],
      ],
      wrong: [
        ['a name of 81 bytes', { name: long(81) }],
        ['no name', { name: '' }],
        ['a name with a tab', { name: 'Ov\ten' }],
        ['a name that ends with a space', { name: 'Oven ' }],
      ],
    },
    {
      type: 'ledger.imported',
      valid: [
        [
          'two rows',
          {
            balances: [
              [a, 90],
              [b, -90],
            ],
          },
        ],
        ['200 rows', rows(200)],
        ['the largest amount', one(amountMax)],
        ['the smallest amount', one(-amountMax)],
        ['nothing', one(0)],
      ],
      wrong: [
        ['no row', rows(0)],
        ['201 rows', rows(201)],
        ['1,000,000,001 minutes', one(amountMax + 1)],
        ['-1,000,000,001 minutes', one(-amountMax - 1)],
        [
          'rows out of order',
          {
            balances: [
              [b, 1],
              [a, 1],
            ],
          },
        ],
        [
          'an invitation twice',
          {
            balances: [
              [a, 1],
              [a, 1],
            ],
          },
        ],
        ['a row of one', { balances: [[a]] }],
        ['a row of three', { balances: [[a, 1, 1]] }],
      ],
    },
    {
      type: 'ledger.opening-answered',
      valid: [
        ['yes', { agrees: true }],
        ['no', { agrees: false }],
      ],
      wrong: [['undecided', { agrees: null }]],
    },
  ];
}

/** All of `ledger.*` and `hours.*`. */
export function ledgerSamples(story: RegistryStory): readonly Sample[] {
  const [id = zeros] = idsOf(story, 1);
  return [...hours(id), ...payments(id), ...accounts(story)];
}
