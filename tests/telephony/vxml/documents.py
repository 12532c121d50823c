"""Whole voice services, as somebody would write them; together they hold every element there is."""

RECEPTION = """<?xml version="1.0" encoding="UTF-8"?>
<!-- The reception: a menu, a message, a transfer. -->
<vxml xmlns="http://www.w3.org/2001/vxml" version="2.1" xml:lang="fr-FR" xml:base="https://example.com/">
  <meta name="author" content="Accueil"/>
  <metadata><d:what xmlns:d="urn:example:d" d:is="it">Standard</d:what></metadata>
  <property name="timeout" value="5s"/>
  <script><![CDATA[function open(h) { return h > 8 && h < 18; }]]></script>
  <var name="tries" expr="0"/>
  <data name="hours" src="hours.xml" fetchtimeout="2s"/>
  <link event="help" dtmf="*"><grammar mode="dtmf" version="1.0" root="star"><rule id="star">*</rule></grammar></link>
  <catch event="connection.disconnect.hangup com.example"><exit/></catch>
  <error count="2"><disconnect/></error>
  <help><reprompt/></help>
  <noinput><assign name="tries" expr="tries + 1"/><reprompt/></noinput>
  <nomatch cond="tries &gt; 2"><exit expr="tries"/></nomatch>
  <menu id="accueil" scope="dialog" accept="exact">
    <prompt bargein="true" bargeintype="speech" count="1" cond="true" timeout="5s">
      <lexicon uri="noms.pls" type="text/xml"/>
      <p xml:lang="fr"><s>Bonjour</s> <break time="250ms" strength="weak"/></p>
      <voice gender="female" age="30" variant="2" name="julie">Pour <emphasis level="strong">un</emphasis></voice>
      <prosody pitch="+10%" contour="(0%,+20Hz) (50%,high)" range="120Hz" rate="1.2" duration="2s" volume="80.5">
        conseil <mark name="ici"/></prosody>
      <audio src="menu.wav" maxage="60" maxstale="0" fetchhint="safe"><desc xml:lang="fr">Menu</desc>menu</audio>
      <say-as interpret-as="telephone" format="2" detail="x"><value expr="tries"/></say-as>
      <sub alias="numéro">n°</sub> <phoneme ph="b" alphabet="ipa">b</phoneme>
      <foreach item="line" array="lines"><value expr="line"/><p>x</p><foreach item="a" array="b"/></foreach>
      <enumerate>Pour <value expr="_prompt"/>, tapez <value expr="_dtmf"/>.</enumerate>
    </prompt>
    <choice dtmf="1" next="#conseil">un conseil</choice>
    <choice dtmf="2" next="#message" fetchaudio="wait.wav" accept="approximate">un message</choice>
    <choice dtmf="9 9" event="exit" message="adieu">partir<grammar src="partir.grxml" type="x"/></choice>
  </menu>
  <form id="conseil" scope="dialog">
    <initial name="start"><prompt>Dites tout</prompt></initial>
    <field name="line" type="digits" slot="ligne" modal="false" cond="true" expr="undefined">
      <prompt>Quel poste ?</prompt>
      <grammar mode="dtmf" version="1.0" root="poste" xml:lang="fr" tag-format="semantics" scope="dialog" weight="1">
        <meta name="x" content="y"/><lexicon uri="a.pls"/><tag>var a = 1</tag>
        <rule id="poste" scope="public"><example>1 2</example>
          <item repeat="1-4" repeat-prob="0.5" weight="2.5"><ruleref uri="#chiffre"/></item>
          <ruleref special="NULL"/><token xml:lang="fr">#</token><tag>out = 1</tag></rule>
        <rule id="chiffre"><one-of xml:lang="fr"><item>1</item><item>2<tag>x</tag></item></one-of></rule>
      </grammar>
      <option dtmf="0" value="zero" accept="exact">zéro</option>
      <filled mode="all" namelist="line"><if cond="line == 0"><goto nextitem="line"/>
        <elseif cond="line == 1"/><submit next="poste.php" method="post" namelist="line" enctype="text/plain"/>
        <else/><throw eventexpr="'com.example'" messageexpr="line"/></if></filled>
      <link next="#message" dtmf="#"/>
    </field>
    <object name="o" classid="builtin://x" codebase="a" data="b" type="c" codetype="d" archive="e">
      <param name="p" value="1" valuetype="data" type="text/plain"/></object>
    <subdialog name="s" src="#message"><param name="who" expr="line"/></subdialog>
    <block name="b"><foreach item="l" array="lines"><log label="x" expr="l">ligne <value expr="l"/></log></foreach>
      <clear namelist="line s"/><var name="x"/><script src="a.js" charset="UTF-8"/><goto next="#transfert"/></block>
  </form>
  <form id="message">
    <record name="m" beep="true" maxtime="60s" finalsilence="3s" dtmfterm="true" modal="true" type="audio/x-wav">
      <prompt>Parlez après le signal.</prompt><filled><return namelist="m"/></filled></record>
  </form>
  <form id="transfert">
    <transfer name="t" dest="tel:+33199004001" type="bridge" connecttimeout="20s" maxtime="0s"
      transferaudio="m.wav" aai="x"><prompt>Ne quittez pas.</prompt><filled/>
      <grammar mode="dtmf"><rule id="fin">*</rule></grammar>
    </transfer>
  </form>
</vxml>
"""

SMALL = """<vxml xmlns="http://www.w3.org/2001/vxml" version="2.1">
<form><block>Bonjour. <audio src="a.wav"/></block></form>
</vxml>
"""

BEHIND_A_PREFIX = """<!DOCTYPE v:vxml SYSTEM "vxml.dtd">
<v:vxml xmlns:v="http://www.w3.org/2001/vxml" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="2.1"
  xsi:schemaLocation="http://www.w3.org/2001/vxml vxml.xsd">
<v:menu dtmf="true"><v:choice event="exit">sortir</v:choice></v:menu>
</v:vxml>
"""

SERVICES = (RECEPTION, SMALL, BEHIND_A_PREFIX)
