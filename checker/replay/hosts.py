"""Click hosts of affiliate networks that DNS block lists commonly break.

From the referral allow-list that HaGeZi publishes against exactly that (read 2026-08); a name stands
for its subdomains, too, as it does in a DNS blocker.
"""

AFFILIATE_HOSTS: tuple[str, ...] = (
    "awin1.com",
    "anrdoezrs.net",
    "dpbolvw.net",
    "jdoqocy.com",
    "kqzyfj.com",
    "tkqlhce.com",
    "emjcd.com",
    "linksynergy.com",
    "prf.hn",
    "pxf.io",
    "7eer.net",
    "evyy.net",
    "ojrq.net",
    "clk.tradedoubler.com",
    "tc.tradetracker.net",
    "track.webgains.com",
    "shareasale.com",
    "s.click.aliexpress.com",
    "ad.admitad.com",
    "track.adtraction.com",
    "track.effiliation.com",
    "kelkoogroup.net",
    "skimresources.com",
    "redirectingat.com",
    "viglink.com",
    "gopjn.com",
    "pjatr.com",
    "pjtra.com",
    "pntra.com",
)
